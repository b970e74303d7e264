/** The factory floor at one instant, as dashboards show it. */
import type { LogPosition } from '../../../platform/outbox/index.ts';
import type { Machine, Place } from '../../machines/index.ts';
import type { HelpCall, TicketCount } from '../../maintenance/index.ts';
import type { CutActivity, RunView } from '../../production/index.ts';
import type { ShiftInstance } from '../../timeline/index.ts';
import type { AccountedTime } from '../figures.rules.ts';
import type { MachineState } from './machine-states.rules.ts';

export interface FloorMachine {
  readonly machine: Machine;
  /** Where it stands, from the innermost place outwards. */
  readonly places: readonly Place[];
  readonly state: MachineState;
  /** It runs by its periods, or has cut within the last ten minutes. */
  readonly active: boolean;
  /** The shift instance that the instant lies in. */
  readonly shift: ShiftInstance;
  /** Beginning of the production day. */
  readonly dayStartMs: number;
  /** From the beginning of the shift instance, and of the production day, until now. Without reasons. */
  readonly shiftTime: AccountedTime;
  readonly dayTime: AccountedTime;
  /** On the production day so far. */
  readonly cuts: CutActivity;
  readonly lastCutAtMs: number | null;
  /** The latest that is known of it: its last cut, or the end or, while it lasts, the beginning of its last period. */
  readonly lastReportAtMs: number | null;
  readonly run: RunView | undefined;
  readonly tickets: readonly TicketCount[];
  /** The calls for help that wait there, the oldest first. */
  readonly helpCalls: readonly HelpCall[];
  /** Stops that wait for a reason. */
  readonly unansweredStops: number;
  /** Since when a ticket that is not done says that it is down. */
  readonly downSinceMs: number | null;
}

export interface Floor {
  /** Whole second that everything is measured up to. */
  readonly asOfMs: number;
  /** Where the stream of events was before anything of this was read. */
  readonly position: LogPosition;
  /** By name; machines that were taken out of use are among them. */
  readonly machines: readonly FloorMachine[];
  readonly ticketsOverdue: number;
  readonly lowStock: number;
}
