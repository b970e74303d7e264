/** Calls for help on the wire. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';
import type { HelpCallAnswer } from './help-calls.schemas.ts';
import type { HelpCall } from './help-calls.types.ts';

export function helpCallToWire(call: HelpCall): Static<typeof HelpCallAnswer> {
  const named = (one: NamedPerson | undefined) => (one === undefined ? null : { id: one.id, name: one.name });
  return {
    id: call.id,
    machine_id: call.machineId,
    kind: call.kind,
    text: call.text,
    status: call.status,
    called_at: formatInstant(call.calledAt),
    called_by: { id: call.calledBy.id, name: call.calledBy.name },
    answered_at: formatOptionalInstant(call.answered?.at ?? null),
    answered_by: named(call.answered?.by),
    ended_at: formatOptionalInstant(call.ended?.at ?? null),
    ended_by: named(call.ended?.by),
    version: call.version,
  };
}
