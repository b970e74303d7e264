/**
 * Faults that keep coming back: of one machine and cause, so many within so many days.
 *
 * Cause is the failure code, or the category while nobody has said a code. Further tickets of a failure that was told of
 * are one with it. A cluster counts for the window in which its last fault began, so one that began before it is found.
 */
import { failureOf, ToldFailures } from './failures.rules.ts';
import { faultCauses } from './report-groups.rules.ts';
import type { NumberedFault } from './ticket-facts.types.ts';

export interface RecurringFault {
  readonly machineId: string;
  /** The failure code, else the category. */
  readonly cause: string;
  readonly isCode: boolean;
  /** Faults that began in the window. */
  faults: number;
  /** The most that came within the days, the last of them in the window. */
  most: number;
  /** Of that cluster the last hundred, the earliest first. */
  ticketIds: readonly number[];
  lastBeganAt: number;
}

export interface RecurringWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly repeatMs: number;
}

/** One cluster can be thousands of tickets where a category is all that anybody says. */
const TICKETS_KEPT = 100;

interface Course {
  readonly recurring: RecurringFault;
  /** Those that are no older than the days. */
  readonly recent: { readonly id: number; readonly beganAt: number }[];
}

/** Takes faults in the order in which they began, from before the window on. */
export class RecurringFaults {
  readonly #window: RecurringWindow;
  /** By the number of the cause; not there while all of its faults are further tickets of others. */
  readonly #courses: (Course | undefined)[] = [];
  readonly #causeOf = faultCauses();
  readonly #told = new ToldFailures();

  constructor(window: RecurringWindow) {
    this.#window = window;
  }

  add(fault: NumberedFault): void {
    const { fromMs, toMs, repeatMs } = this.#window;
    const { id, beganAt } = fault;
    const cause = this.#causeOf(fault);
    const failure = failureOf(fault);
    if (beganAt >= toMs || (failure !== null && !this.#told.isNew(failure, cause))) return;
    const { recurring, recent } = (this.#courses[cause.cause] ??= { recurring: newOf(fault), recent: [] });
    while (recent[0] !== undefined && beganAt - recent[0].beganAt > repeatMs) recent.shift();
    recent.push({ id, beganAt });
    if (beganAt < fromMs) return;
    recurring.faults++;
    recurring.lastBeganAt = beganAt;
    if (recent.length < recurring.most) return;
    recurring.most = recent.length;
    recurring.ticketIds = recent.slice(-TICKETS_KEPT).map((one) => one.id);
  }

  /** The worst first. */
  atLeast(times: number): RecurringFault[] {
    return this.#courses
      .flatMap((course) => course?.recurring ?? [])
      .filter(({ most }) => most >= times)
      .sort((a, b) => b.most - a.most || b.lastBeganAt - a.lastBeganAt || (a.machineId < b.machineId ? -1 : 1));
  }
}

function newOf({ machineId, failureCode, codelessCategory }: NumberedFault): RecurringFault {
  return {
    machineId,
    cause: failureCode ?? codelessCategory ?? '',
    isCode: failureCode !== null,
    faults: 0,
    most: 0,
    ticketIds: [],
    lastBeganAt: 0,
  };
}
