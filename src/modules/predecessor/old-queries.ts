/** What the old front end puts into a query, read as it means it. */
import { Type } from 'typebox';
import { queryInstant } from '../../platform/http/index.ts';
import { typedInstant } from '../analytics/index.ts';

export const oldRange = {
  start_time: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'Beginning of the range. With an offset an instant; naive with seconds UTC; naive with minutes only, as typed into a date field, factory time. Default: the first period, but ten years before the end at the earliest.',
      examples: ['2025-07-07T05:00:00.000'],
    }),
  ),
  end_time: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'End of the range, itself excluded; read like start_time. Default: now.',
    }),
  ),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 128 }), {
      maxItems: 1_000,
      description: 'Machines by id; all where absent or `All`.',
    }),
  ),
  shift: Type.Optional(
    Type.String({
      maxLength: 16,
      description: 'DAY, NIGHT or another code of the shift calendar; `All` is no filter.',
    }),
  ),
  day_of_week: Type.Optional(Type.String({ maxLength: 16, description: 'MONDAY to SUNDAY; `All` is no filter.' })),
};

export interface OldRange {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly machine_ids?: readonly string[];
  readonly shift?: string;
  readonly day_of_week?: string;
}

/** A time of an old path, out of a query. @throws validation-failed, naming the parameter */
export function oldQueryInstant(name: string, text: string, zone: string): number {
  return typedInstant(queryInstant(name, text), zone);
}

/** A range that has to be given. */
export const neededRange = {
  start_time: Type.String({
    maxLength: 40,
    description:
      'Beginning of the range. With an offset an instant; naive with seconds UTC; naive with minutes only, as typed into a date field, factory time.',
    examples: ['2025-07-07T05:00:00.000'],
  }),
  end_time: Type.String({
    maxLength: 40,
    description: 'End of the range, itself excluded; read like start_time.',
  }),
};

/** Of an array without pages that does not hold all there is. */
export const truncatedHeader = 'x-result-truncated';

/** A date field that was emptied says nothing. */
export function unlessEmpty(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}

/** `All` means no filter. */
export function unlessAll(text: string | undefined): string | undefined {
  return unlessEmpty(text) === undefined || text?.toLowerCase() === 'all' ? undefined : text;
}

export function machinesUnlessAll(ids: readonly string[] | undefined): readonly string[] | undefined {
  return ids?.some((id) => unlessAll(id) === undefined) ? undefined : ids;
}

const SKIP_MAX = 1_000_000;

/**
 * Of a list that is paged by counting.
 *
 * @param what is listed, with a capital letter: `Products`
 * @param most in one answer, and the default
 */
export const skipAndLimit = (what: string, most: number) => ({
  skip: Type.Optional(
    Type.Integer({ minimum: 0, maximum: SKIP_MAX, default: 0, description: `${what} to leave out.` }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, default: most, description: `${what} in the answer.` }),
  ),
});
