/** The status of the connection to FourJaw, as it is answered. */
import type { Static } from 'typebox';
import { formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import type { StatusAnswer } from './fourjaw.schemas.ts';
import type { FourJawStatus, MachineStatus } from './status.queries.ts';

type Wire = Static<typeof StatusAnswer>;

export function toStatusWire({ connected, connection, state, lagMs, machines }: FourJawStatus): Wire {
  return {
    configured: connected !== null,
    connection,
    connection_since: formatOptionalInstant(state.connection_since),
    base_url: connected?.baseUrl ?? null,
    poll_interval_seconds: connected === null ? null : toSeconds(connected.pollIntervalMs),
    last_poll_started_at: formatOptionalInstant(state.poll_started_at),
    last_poll_finished_at: formatOptionalInstant(state.poll_finished_at),
    last_success_at: formatOptionalInstant(state.last_success_at),
    last_error: state.last_error,
    last_error_at: formatOptionalInstant(state.last_error_at),
    sync_pending: connected !== null && state.sync_requested > state.sync_served,
    breaker: state.breaker as Wire['breaker'],
    breaker_until: formatOptionalInstant(state.breaker_until),
    clock_skew_seconds: secondsOrNull(state.clock_skew),
    assets_synced_at: formatOptionalInstant(state.assets_synced_at),
    assets_error: state.assets_error,
    lag_seconds: secondsOrNull(lagMs),
    machines: machines.map(toMachineWire),
  };
}

function toMachineWire(machine: MachineStatus): Wire['machines'][number] {
  return {
    machine_id: machine.machine_id,
    name: machine.name,
    fetched_to: formatOptionalInstant(machine.fetched_to),
    lag_seconds: secondsOrNull(machine.lagMs),
    reread_at: formatOptionalInstant(machine.reread_at),
    last_success_at: formatOptionalInstant(machine.last_success_at),
    last_error: machine.last_error,
    last_error_at: formatOptionalInstant(machine.last_error_at),
    refused_periods: machine.refused_rows,
    last_refusal: machine.last_refusal,
    future_periods: machine.future_rows,
  };
}

function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : toSeconds(ms);
}
