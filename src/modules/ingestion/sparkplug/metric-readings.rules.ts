/** Metrics of a birth define those of the data that follow; both are readings of what the mapping names. Pure. */
import { valueAs } from './datatypes.rules.ts';
import type { Meanings, MetricMeaning } from './mapping.rules.ts';
import type { SparkplugMetric, SparkplugPayload } from './sparkplug.types.ts';

/** A metric that a line of the mapping names, as its birth defines it. */
interface Definition {
  readonly meaning: MetricMeaning;
  readonly datatype: number;
}

/** What a birth has said of its metrics. */
export interface Definitions {
  readonly meanings: Meanings;
  readonly byName: ReadonlyMap<string, Definition>;
  /** Null: of a metric that no line names. */
  readonly byAlias: ReadonlyMap<number | bigint, Definition | null>;
}

/** A value of a metric that means something. */
export interface Reading {
  readonly meaning: MetricMeaning;
  readonly value: number | boolean | string;
  readonly occurredAt: number;
  readonly isHistorical: boolean;
  /** The state as it is, and not something that has just happened. */
  readonly isFromBirth: boolean;
}

export function readBirth(
  meanings: Meanings,
  payload: SparkplugPayload,
  receivedAt: number,
): { readonly definitions: Definitions; readonly readings: readonly Reading[] } {
  const byName = new Map<string, Definition>();
  const byAlias = new Map<number | bigint, Definition | null>();
  const readings: Reading[] = [];
  for (const metric of payload.metrics) {
    const meaning = metric.name === undefined ? undefined : meanings.get(metric.name);
    const definition =
      meaning === undefined || metric.datatype === undefined ? null : { meaning, datatype: metric.datatype };
    if (metric.alias !== undefined) byAlias.set(metric.alias, definition);
    if (definition === null) continue;
    byName.set(definition.meaning.metric, definition);
    const reading = readingOf(definition, metric, payload, receivedAt, true);
    if (reading !== undefined) readings.push(reading);
  }
  return { definitions: { meanings, byName, byAlias }, readings };
}

/** @returns the first metric that no birth has named, where there is one */
export function readData(
  definitions: Definitions,
  payload: SparkplugPayload,
  receivedAt: number,
): readonly Reading[] | SparkplugMetric {
  const readings: Reading[] = [];
  for (const metric of payload.metrics) {
    const definition = findDefinition(definitions, metric);
    if (definition === undefined) return metric;
    if (definition === null) continue;
    const reading = readingOf(definition, metric, payload, receivedAt, false);
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

/** Null: no line names it. Undefined: it was in no birth. */
function findDefinition(known: Definitions, { name, alias }: SparkplugMetric): Definition | null | undefined {
  if (name === undefined) return alias === undefined ? null : known.byAlias.get(alias);
  return known.meanings.has(name) ? known.byName.get(name) : null;
}

/** Undefined for one that says nothing: null, of bad quality, of another kind. */
function readingOf(
  { meaning, datatype }: Definition,
  metric: SparkplugMetric,
  payload: SparkplugPayload,
  receivedAt: number,
  isFromBirth: boolean,
): Reading | undefined {
  const { isHistorical } = metric;
  const value = metric.isGood && metric.value !== undefined ? valueAs(datatype, metric.value) : undefined;
  // what a birth says is so now, however long ago it began
  const said = isFromBirth && !isHistorical ? payload.timestamp : (metric.timestamp ?? payload.timestamp);
  // a value from before that does not say from when has no place
  if (value === undefined || (isHistorical && said === undefined)) return undefined;
  return { meaning, value, occurredAt: said ?? receivedAt, isHistorical, isFromBirth };
}
