/**
 * Takes over the predecessor's database: people, machines, periods, products, tickets with what hangs on them, stock,
 * runs and cuts, parents before children.
 *
 * A dry run reads, checks and compares the same and writes nothing. Each row is taken once: repeating a take-over, whole
 * or after one that was interrupted, adds what is missing and leaves everything else as it is here.
 */
import type { Actor, Role } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Images } from '../../images/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Machines } from '../../machines/index.ts';
import { type Maintenance, readTicketPolicy } from '../../maintenance/index.ts';
import type { Production } from '../../production/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import type { Users } from '../../users/index.ts';
import { takeImages } from './images.step.ts';
import { takeMachines } from './machines.step.ts';
import { type OldDatabase, type OldTable, oldTables, openOldDatabase } from './old-database.ts';
import { takePeople } from './people.step.ts';
import { type ReasonCount, type TableCounts, TakeOverReport, type Verdict } from './report.ts';
import { takeCuts, takePeriods } from './stream.step.ts';
import type { TakeOverRun } from './take-rows.ts';
import { takeNotes, takeStock, takeTickets } from './tickets.step.ts';
import { takeProducts, takeRuns } from './work.step.ts';

export interface TakeOverDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly users: Users;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly production: Production;
  readonly inventory: Inventory;
  readonly images: Images;
  readonly maintenance: Maintenance;
}

export interface TakeOverOptions {
  /** Without it nothing is written. */
  readonly apply?: boolean;
  /** The folder of uploaded pictures; without it every picture is refused. */
  readonly uploads?: string;
  /** What an EMPLOYEE becomes. Default OPERATOR. */
  readonly employeeRole?: Role;
  /** Stops between two batches; what was taken stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TakeOverProgress) => void;
  /** Told of each row and what became of it; the take-over waits for it. */
  readonly onRow?: (verdict: Verdict) => void | Promise<void>;
}

export interface TakeOverProgress {
  readonly table: string;
  /** Rows of all tables. */
  readonly done: number;
  readonly total: number;
}

export interface TakeOverSummary {
  readonly applied: boolean;
  /** Every table was gone through. */
  readonly complete: boolean;
  /** Tables that the file lacks. */
  readonly missing: readonly string[];
  readonly total: TableCounts;
  readonly tables: readonly TableCounts[];
  readonly reasons: readonly ReasonCount[];
}

export interface TakeOver {
  /**
   * @param path of the predecessor's database, which is read and never written
   * @throws upload-invalid for a file that is not that, and what the database throws
   */
  takeOver(actor: Actor, path: string, options?: TakeOverOptions): Promise<TakeOverSummary>;
}

export function createTakeOver(dependencies: TakeOverDependencies): TakeOver {
  const log = dependencies.log.child({ module: 'takeover' });
  return {
    async takeOver(actor, path, options = {}) {
      const old = openOldDatabase(path);
      try {
        const report = new TakeOverReport();
        const apply = options.apply ?? false;
        const complete = await takeAll(dependencies, old, runOf(dependencies, actor, old, report, options), options);
        const payload = { ...report.total, applied: apply, complete };
        log.info({ payload }, `Predecessor's database ${apply ? 'taken over' : 'looked through'} by '${actor.name}'`);
        const tables = [...report.tables.values()];
        return { applied: apply, complete, missing: old.missing, total: report.total, tables, reasons: report.reasons };
      } finally {
        old.close();
      }
    },
  };

  function runOf(
    { store }: TakeOverDependencies,
    actor: Actor,
    old: OldDatabase,
    report: TakeOverReport,
    { apply = false, signal, onProgress, onRow }: TakeOverOptions,
  ): TakeOverRun {
    const names = Object.keys(oldTables) as OldTable[];
    const total = names.reduce((sum, table) => sum + old.count(table), 0);
    let done = 0;
    return {
      store,
      actor,
      apply,
      report,
      signal,
      patience: {
        onRetry: (error, pauseMs) => log.warn({ err: error }, `The database is busy; next try in ${pauseMs} ms`),
        ...(signal === undefined ? {} : { signal }),
      },
      numbers: new Map(names.map((table) => [table, new Map<string, number>()])),
      tell(verdict) {
        report.add(verdict);
        if (verdict.table !== 'machines') done++;
        onProgress?.({ table: verdict.table, done, total });
        return onRow?.(verdict);
      },
    };
  }
}

/** @returns false where the signal stopped it */
async function takeAll(
  { clock, settings, users, machines, timeline, production, inventory, images, maintenance }: TakeOverDependencies,
  old: OldDatabase,
  run: TakeOverRun,
  { employeeRole = 'OPERATOR', uploads }: TakeOverOptions,
): Promise<boolean> {
  const nowMs = clock.now();
  if (!(await takePeople(run, old, users, employeeRole))) return false;
  if (!(await takeMachines(run, old, machines, nowMs))) return false;
  const periods = new LinkedPeriods(old, timeline);
  if (!(await takePeriods(run, old, timeline, (period) => periods.note(period)))) return false;
  if (!(await takeProducts(run, old, production))) return false;
  const policy = await readTicketPolicy(settings);
  const periodOf = await periods.known();
  const ticketOf = await takeTickets(run, old, maintenance, { policy, nowMs, periodOf });
  if (ticketOf === undefined) return false;
  if (!(await takeNotes(run, old, maintenance, ticketOf, nowMs))) return false;
  if (!(await takeStock(run, old, inventory, ticketOf))) return false;
  if (!(await takeImages(run, old, { images, maintenance }, ticketOf, nowMs, uploads))) return false;
  if (!(await takeRuns(run, old, production, nowMs))) return false;
  return takeCuts(run, old, production, nowMs);
}

interface LinkedPeriod {
  readonly machineId: string;
  readonly startMs: number;
}

/** The periods that tickets are about: those of the file that are fit, and those that are here. */
class LinkedPeriods {
  readonly #linked: ReadonlySet<string>;
  readonly #timeline: Timeline;
  readonly #known = new Map<string, LinkedPeriod>();

  constructor(old: OldDatabase, timeline: Timeline) {
    const ids = old
      .select('maintenance_tickets', ['fourjaw_downtime_id'], 'group by 1')
      .map((row) => String(row['fourjaw_downtime_id'] ?? '').trim());
    this.#linked = new Set(ids.filter((id) => id !== ''));
    this.#timeline = timeline;
  }

  note({
    id,
    machineId,
    startMs,
  }: {
    readonly id: string;
    readonly machineId: string;
    readonly startMs: number;
  }): void {
    if (this.#linked.has(id)) this.#known.set(id, { machineId, startMs });
  }

  async known(): Promise<(id: string) => LinkedPeriod | undefined> {
    const stored = await this.#timeline.machinesOfPeriods([...this.#linked]);
    for (const [id, machineId] of stored) {
      this.#known.set(id, { machineId, startMs: this.#known.get(id)?.startMs ?? Number.NEGATIVE_INFINITY });
    }
    return (id) => this.#known.get(id);
  }
}
