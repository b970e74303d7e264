/** What is asked of cuts: lists, and the figures that dashboards show. None of them scans cuts. */
import { sql } from 'kysely';
import { type CountedPage, cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { MachineWindow } from '../machine-windows.ts';
import type { ProductionTables } from '../tables.ts';
import { type CutSum, sumCuts } from './cut-sums.queries.ts';
import { countCuts, findCutPage } from './cuts.repository.ts';
import type { Cut, CutActivity, CutFilter, CutListing } from './cuts.types.ts';

type Access = TableAccess<ProductionTables>;

export interface CutReads {
  /** By time. @throws cursor-invalid, unknown-machine */
  listCuts(listing: CutListing): Promise<CountedPage<Cut>>;
  /** The first `most` by time, a bare list; `cut` says whether there are more. */
  listFirstCuts(filter: CutFilter, most: number): Promise<{ readonly cuts: Cut[]; readonly cut: boolean }>;
  /** Cuts of each window, in the order of the windows: whole quarter-hours from sums. */
  sumCuts(windows: readonly MachineWindow[], access?: Access): Promise<CutSum[]>;
  /** When each machine that ever reported a cut did so last; of all machines where `machineIds` is absent. */
  lastCuts(machineIds?: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Cuts of each machine in [fromMs, toMs), with the first and the last; machines without any are in it too. */
  cutActivity(machineIds: readonly string[], fromMs: number, toMs: number): Promise<ReadonlyMap<string, CutActivity>>;
}

export function createCutReads(store: Store, machines: Pick<Machines, 'requireMachines'>): CutReads {
  const { engine } = store;
  const reads = () => store.access<ProductionTables>();

  return {
    async listCuts({ cursor, limit = PAGE_LIMIT_DEFAULT, withTotal = false, ...filter }) {
      if (filter.machineIds !== undefined) await machines.requireMachines(filter.machineIds);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, ['number', 'number']);
      const fetched = await findCutPage(reads(), engine, filter, after as [number, number] | undefined, limit);
      return {
        ...toPage(fetched, limit, ({ occurredAt, id }) => [occurredAt, id]),
        ...(withTotal ? { total: cappedTotal(await countCuts(reads(), engine, filter)) } : {}),
      };
    },

    async listFirstCuts(filter, most) {
      const cuts = await findCutPage(reads(), engine, filter, undefined, most);
      return { cuts: cuts.slice(0, most), cut: cuts.length > most };
    },

    sumCuts: (windows, access = reads()) => sumCuts(access, engine, windows),

    async lastCuts(machineIds) {
      const rows = await lastCutsOf(reads(), { machineIds: machineIds ?? [] }, engine, machineIds !== undefined);
      return new Map(rows.map((row) => [row.machine_id, row.last_cut_at ?? 0]));
    },

    async cutActivity(machineIds, fromMs, toMs) {
      const access = reads();
      const sums = await sumCuts(
        access,
        engine,
        machineIds.map((machineId) => ({ machineId, fromMs, toMs })),
      );
      const edges = await findFirstAndLast(access, engine, machineIds, fromMs, toMs);
      return new Map(
        machineIds.map((machineId, at) => {
          const { cuts = 0, events = 0 } = sums[at] ?? {};
          const { firstAt = null, lastAt = null } = edges.get(machineId) ?? {};
          return [machineId, { cuts, events, firstAt, lastAt }];
        }),
      );
    },
  };
}

const lastCutsOf = compiledOnce(
  (access: Access, slot: SlotOf<{ machineIds: readonly string[] }>, engine: Engine, someOnly: boolean) =>
    access
      .selectFrom('production_machines')
      .select(['machine_id', 'last_cut_at'])
      .where('last_cut_at', 'is not', null)
      .$if(someOnly, (q) => q.where(isAnyOf(engine, 'machine_id', slot('machineIds')))),
);

interface Ends {
  readonly machines: readonly { readonly machine_id: string }[];
  readonly fromMs: number;
  readonly toMs: number;
}

const firstAndLast = compiledOnce((access: Access, slot: SlotOf<Ends>, engine: Engine) =>
  access
    .selectFrom(rowsAs(engine, slot('machines'), { machine_id: 'text' }, 'm'))
    .select('m.machine_id')
    .select((eb) =>
      (['asc', 'desc'] as const).map((order) =>
        eb
          .selectFrom('cut_events as c')
          .select('c.occurred_at')
          .whereRef('c.machine_id', '=', 'm.machine_id')
          .where('c.occurred_at', '>=', slot('fromMs'))
          .where('c.occurred_at', '<', slot('toMs'))
          .orderBy('c.occurred_at', order)
          .limit(sql.lit(1))
          .as(order === 'asc' ? 'firstAt' : 'lastAt'),
      ),
    ),
);

/** By a look at both ends of each machine's index. */
async function findFirstAndLast(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<Map<string, { firstAt: number | null; lastAt: number | null }>> {
  const machines = machineIds.map((machine_id) => ({ machine_id }));
  const rows = await firstAndLast(access, { machines, fromMs, toMs }, engine);
  return new Map(
    rows.map(({ machine_id, ...ends }) => [machine_id, ends as { firstAt: number | null; lastAt: number | null }]),
  );
}
