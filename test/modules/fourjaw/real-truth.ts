/** Status periods of the real factory as FourJaw would tell them. */
import type { FourJawPeriod } from '../../support/fourjaw-server.ts';
import type { RealPeriod } from '../../support/real-data.ts';

export function asTold(period: RealPeriod): FourJawPeriod {
  return {
    id: period.id,
    machine_id: period.machineId,
    downtime_reason_name: period.reason,
    start_timestamp: new Date(period.startMs).toISOString(),
    end_timestamp: new Date(period.endMs).toISOString(),
    productivity: period.productivity === '' ? null : period.productivity,
    classification: period.classification,
  };
}
