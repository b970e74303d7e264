/**
 * Answers by their schemas: what a schema does not describe does not leave the house.
 *
 * Serializers are compiled at their first use, which keeps the start short and the memory of an idle server small.
 */
import buildSerializer from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

type Serialize = ReturnType<typeof buildSerializer>;

/** One for all servers of a process: what one of them has compiled, the next one has ready. */
const compiled = new WeakMap<object, Serialize>();

/** @param eager compiles at once, so that a schema that cannot be compiled stops the start */
export function createSerializerCompiler(eager: boolean): FastifySerializerCompiler<unknown> {
  return ({ schema }) => {
    const build = () => {
      const serialize =
        compiled.get(schema as object) ?? buildSerializer(schema as Parameters<typeof buildSerializer>[0]);
      compiled.set(schema as object, serialize);
      return serialize;
    };
    let serialize = eager ? build() : undefined;
    return (answer: unknown) => {
      serialize ??= build();
      return serialize(answer);
    };
  };
}
