/**
 * Components out of a CSV file: new ones are made with their opening stock, known ones changed, good rows kept.
 *
 * The file is read to its end before anything is written, so one that breaks off changes nothing. Rows go in batches of
 * one transaction each; a batch that is overtaken by somebody else is planned again on what is there then.
 */
import type { Actor } from '../../../kernel/access.ts';
import { type CsvRejection, listedRejects, readCsvRows } from '../../../kernel/csv-table.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { ConstraintViolation, chunksOf } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import { findComponentsByKeys, insertComponents, updateComponents } from '../components/components.bulk.ts';
import { tellChanged, tellCreated } from '../components/components.news.ts';
import { findLocationsByName } from '../locations/locations.repository.ts';
import { findOpeningLocation, firstLocationWithin } from '../locations/locations.service.ts';
import { bookWithin } from '../stock/booking.ts';
import { tellMovements } from '../stock/stock-news.ts';
import type { InventoryTables } from '../tables.ts';
import { type Catalogue, type ComponentPlan, noClaims, planComponents } from './component-plan.rules.ts';
import { type ComponentRow, componentColumns, keyOf, readComponentRow } from './component-rows.rules.ts';

/** Rows of one transaction. */
const BATCH_ROWS = 200;
/** Rows of one file. */
export const IMPORT_ROWS_MAX = 50_000;

export interface ImportSummary {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Of the file, which nothing was read from. */
  readonly ignoredColumns: readonly string[];
  /** As {@link listedRejects} has them. */
  readonly rejects: readonly CsvRejection[];
}

export interface ComponentImport {
  /**
   * @param dryRun says the same and writes nothing
   * @throws upload-invalid, body-too-large, body-malformed: then nothing is written; location-retired where stock has
   *   no location and there is none in use
   */
  importComponents(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: { readonly dryRun: boolean },
  ): Promise<ImportSummary>;
}

export function createComponentImport(store: Store, log: Logger): ComponentImport {
  async function catalogueOf(rows: readonly ComponentRow[], access: Parameters<typeof findLocationsByName>[0]) {
    const keys = rows.map(keyOf);
    const known = await findComponentsByKeys(
      access,
      store.engine,
      keys.map(({ name }) => name),
      keys.flatMap(({ code }) => (code === undefined ? [] : [code])),
    );
    const names = rows.flatMap(({ location }) => (location === undefined ? [] : [comparisonKey(location)]));
    return { ...known, locations: await findLocationsByName(access, store.engine, names) } satisfies Catalogue;
  }

  return {
    async importComponents(actor, content, { dryRun }) {
      const { rows, rejects, ignoredColumns } = await readCsvRows(
        content,
        componentColumns,
        readComponentRow,
        IMPORT_ROWS_MAX,
      );
      let claims = noClaims;
      let [created, changed, unchanged] = [0, 0, 0];
      for (const batch of chunksOf(rows, BATCH_ROWS)) {
        const plan = dryRun
          ? await planOnly(batch, claims)
          : await store.transact(actor, async (tx) => {
              const planned = planComponents(batch, await catalogueOf(batch, tx.access()), claims);
              await write(tx, planned);
              return planned;
            });
        claims = plan.claims;
        created += plan.creates.length;
        changed += plan.changes.length;
        unchanged += plan.unchanged;
        rejects.push(...plan.rejects);
      }
      const summary = { created, changed, unchanged, refused: rejects.length };
      if (!dryRun) log.info({ payload: summary }, `Components imported by '${actor.name}'`);
      return {
        ...summary,
        ignoredColumns,
        rejects: listedRejects(rejects),
      };
    },
  };

  async function planOnly(batch: readonly ComponentRow[], claims: ComponentPlan['claims']): Promise<ComponentPlan> {
    const access = store.access<InventoryTables>();
    const plan = planComponents(batch, await catalogueOf(batch, access), claims);
    if (plan.creates.some(needsFirstLocation)) await findOpeningLocation(access, store.engine);
    return plan;
  }
}

function needsFirstLocation({ openingStock, location }: ComponentPlan['creates'][number]): boolean {
  return openingStock > 0 && location === undefined;
}

async function write(tx: Transaction, { creates, changes }: ComponentPlan): Promise<void> {
  try {
    await writeChanges(tx, changes);
    await writeCreates(tx, creates);
  } catch (error) {
    // a name or code that somebody else has taken since the batch was planned
    if (error instanceof ConstraintViolation && error.kind === 'unique') {
      throw new TransactionConflict('components of an import');
    }
    throw error;
  }
}

async function writeChanges(tx: Transaction, changes: ComponentPlan['changes']): Promise<void> {
  if (changes.length === 0) return;
  const after = await updateComponents(tx.access(), tx.engine, changes, tx.recordedAt);
  for (const { before } of changes) {
    const changed = after.get(before.id);
    if (changed === undefined) throw new TransactionConflict('components of an import');
    tellChanged(tx, before, changed);
  }
}

async function writeCreates(tx: Transaction, creates: ComponentPlan['creates']): Promise<void> {
  if (creates.length === 0) return;
  const made = await insertComponents(
    tx.access(),
    tx.engine,
    creates.map(({ details }) => details),
    tx.recordedAt,
  );
  for (const component of made) tellCreated(tx, component);
  const first = creates.some(needsFirstLocation) ? await firstLocationWithin(tx) : undefined;
  const openings = creates.flatMap(({ openingStock: quantity, location = first }, at) => {
    const component = made[at];
    return quantity > 0 && component !== undefined && location !== undefined ? [{ component, location, quantity }] : [];
  });
  if (openings.length === 0) return;
  await bookWithin(tx, { kind: 'opening' }, openings, (movements) => tellMovements(tx, movements));
}
