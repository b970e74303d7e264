/**
 * Queries that are built and compiled once, and run with other values each time.
 *
 * Building a query and making its text takes some 30 µs, more than SQLite needs to answer a small one. Only the reads
 * behind questions that screens ask again and again are worth it; everything else is built where it is run.
 */
import type { CompiledQuery } from 'kysely';
import type { TableAccess } from './table-access.ts';

/** Stands in a query for a value that is known when it is run. */
class Slot {
  readonly name: string;
  readonly of: (value: unknown) => unknown;

  constructor(name: string, of: (value: unknown) => unknown) {
    this.name = name;
    this.of = of;
  }
}

/** The place of a value in the query; typed as the value, so that the query is checked as if it stood there. */
export type SlotOf<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/** What a query's text depends on: a few words, flags and constants. Each combination is compiled once, and kept. */
type Shape = readonly (string | number | boolean)[];

/**
 * @param build puts `slot(name)` wherever a value belongs; looks at nothing but the shape. Where there is a slot, the
 *   engine is part of the shape: each writes places of values in its own way
 * @returns runs the query; safe on the pool and in any transaction
 */
export function compiledOnce<Tables, Values extends object, Row, Of extends Shape>(
  build: (access: TableAccess<Tables>, slot: SlotOf<Values>, ...shape: Of) => { compile(): CompiledQuery<Row> },
): (access: TableAccess<Tables>, values: Values, ...shape: Of) => Promise<Row[]> {
  const compiled = new Map<string, CompiledQuery<Row>>();
  return async (access, values, ...shape) => {
    const key = shape.join();
    let query = compiled.get(key);
    if (query === undefined) {
      query = build(access, slotOf as SlotOf<Values>, ...shape).compile();
      compiled.set(key, query);
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Slot ? parameter.of(values[parameter.name as keyof Values]) : parameter,
    );
    return (await access.executeQuery<Row>({ ...query, parameters })).rows;
  };
}

function slotOf(name: string): unknown {
  return new Slot(name, (value) => value);
}

/** `derive(value)`, at once or, where a slot stands for the value, when the query is run. */
export function derived<Value>(value: Value, derive: (value: Value) => unknown): unknown {
  return value instanceof Slot ? new Slot(value.name, (given) => derive(value.of(given) as Value)) : derive(value);
}
