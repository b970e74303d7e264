/**
 * One step of a run, the same way for every use case: machine and run are held, what changes is written with its sums,
 * and audit and event tell of it in the same transaction.
 */
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import { runEvent } from '../events.ts';
import { productNotFound, runNotFound, runOverlaps, runStillActive } from '../production.refusals.ts';
import { findProduct } from '../products/products.repository.ts';
import type { Product } from '../products/products.types.ts';
import type { ProductionTables } from '../tables.ts';
import { runSumsWithin } from './run-sums.ts';
import { findActiveRuns, findRun, findRunsInWindows, lockProduction, updateRun } from './runs.repository.ts';
import type { Run } from './runs.types.ts';

/**
 * The run as it is, and nobody changes it, its cuts or its periods until the transaction ends.
 *
 * @throws run-not-found
 */
export async function holdRunWithin(tx: Transaction, timeline: Timeline, id: number): Promise<Run> {
  const access = tx.access<ProductionTables>();
  const seen = await findRun(access, id);
  if (seen === undefined) throw runNotFound(id);
  // a run stays on its machine
  await timeline.holdMachinesWithin(tx, [seen.machineId]);
  await lockProduction(access, tx.engine, [seen.machineId]);
  return (await findRun(access, id)) ?? seen;
}

/** @throws product-not-found */
async function requireProductWithin(tx: Transaction, id: number): Promise<Product> {
  const product = await findProduct(tx.access<ProductionTables>(), id);
  if (product === undefined) throw productNotFound(id);
  return product;
}

/**
 * Nothing is made on a machine that is out of use. Whoever starts a run holds the machine, so none starts until the
 * transaction that takes it out of use has ended.
 *
 * @throws run-active
 */
export async function requireIdleWithin(tx: Transaction, machineId: string): Promise<void> {
  const [active] = await findActiveRuns(tx.access<ProductionTables>(), tx.engine, [machineId]);
  if (active !== undefined) throw runStillActive(active);
}

/** @throws run-overlap where another run of the machine has some of that time */
export async function requireFreeWithin(
  tx: Transaction,
  wanted: Pick<Run, 'machineId' | 'startedAt' | 'endedAt'> & { readonly id?: number },
): Promise<void> {
  const window = {
    machineId: wanted.machineId,
    fromMs: wanted.startedAt,
    toMs: wanted.endedAt ?? Number.POSITIVE_INFINITY,
  };
  const others = await findRunsInWindows(tx.access<ProductionTables>(), tx.engine, [window]);
  const other = others.find(({ id }) => id !== wanted.id);
  if (other !== undefined) throw runOverlaps(wanted, other);
}

const toldFields = [
  'productId',
  'targetQuantity',
  'startedAt',
  'endedAt',
  'status',
  'goodCount',
  'scrapCount',
  'totalCount',
  'scrapLength',
  'note',
  'completedBy',
] as const satisfies readonly (keyof Run)[];

/** What the audit keeps of a run that is new. */
export function auditOf(run: Run): Record<string, unknown> {
  return { machineId: run.machineId, ...picked(run, toldFields, (value) => value !== null) };
}

export interface RunStep {
  readonly happened: 'completed' | 'changed';
  readonly fields: Partial<Run>;
  readonly reason?: string | undefined;
}

/** Writes a step of a run that the transaction holds. With what is so already nothing happens. */
export async function stepWithin(tx: Transaction, timeline: Timeline, before: Run, step: RunStep): Promise<Run> {
  const wanted: Run = { ...before, ...step.fields };
  const changed = toldFields.filter((name) => wanted[name] !== before[name]);
  if (changed.length === 0) return before;
  const product = await requireProductWithin(tx, wanted.productId);
  const after: Run = {
    ...wanted,
    ...(await sumsAfterWithin(tx, timeline, before, wanted)),
    version: before.version + 1,
    updatedAt: tx.recordedAt,
  };
  await updateRun(tx.access<ProductionTables>(), before, after);
  tx.audit({
    action: `run.${step.happened}`,
    entityType: 'run',
    entityId: after.id,
    before: picked(before, changed),
    after: picked(after, changed),
    ...(step.reason === undefined ? {} : { reason: step.reason }),
  });
  tx.emit(runEvent(step.happened, after, product, changed.map(wireName)));
  return after;
}

async function sumsAfterWithin(tx: Transaction, timeline: Timeline, before: Run, after: Run): Promise<Partial<Run>> {
  const { machineId, startedAt, endedAt } = after;
  if (endedAt === null || (endedAt === before.endedAt && startedAt === before.startedAt)) return {};
  const [sums] = await runSumsWithin(tx, timeline, [{ machineId, startedAt, endedAt }]);
  return sums ?? {};
}

/** Answers and events call its times as the old front end does. */
function wireName(field: (typeof toldFields)[number]): string {
  if (field === 'startedAt') return 'start_time';
  return field === 'endedAt' ? 'end_time' : snakeCase(field);
}
