/** The window of time that is asked about, of all plans or of those of some machines. */
import { Type } from 'typebox';
import { instantParameter, queryInstant } from '../../../platform/http/index.ts';

export const planWindowQuery = {
  start_time: instantParameter('Begin of the window.'),
  end_time: instantParameter('End of the window, not part of it.'),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000, description: 'Of these machines.' }),
  ),
};

/** @throws validation-failed for a time that is none */
export function planWindowOf(query: {
  readonly start_time: string;
  readonly end_time: string;
  readonly machine_ids?: readonly string[];
}) {
  return {
    fromMs: queryInstant('start_time', query.start_time).ms,
    toMs: queryInstant('end_time', query.end_time).ms,
    machineIds: query.machine_ids,
  };
}
