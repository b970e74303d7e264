/**
 * Components out of a CSV file: new ones are made with their opening stock, known ones changed, good rows kept.
 *
 * A batch that is overtaken by somebody else is planned again on what is there then.
 */
import type { Actor } from '../../../kernel/access.ts';
import { type CsvImportOptions, type CsvImportSummary, importCsv } from '../../../kernel/csv-import.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { ConstraintViolation } from '../../../platform/database/index.ts';
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
import { type ComponentRow, componentFile, keyOf } from './component-rows.rules.ts';

const nothing = { created: 0, changed: 0, unchanged: 0 };

export interface ComponentImport {
  /**
   * @throws upload-invalid, body-too-large, body-malformed: then nothing is written; location-retired where stock has
   *   no location and there is none in use
   */
  importComponents(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: CsvImportOptions,
  ): Promise<CsvImportSummary<keyof typeof nothing>>;
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
      let claims = noClaims;
      const summary = await importCsv(content, componentFile, nothing, async (batch) => {
        const plan = dryRun
          ? await planOnly(batch, claims)
          : await store.transact(actor, async (tx) => {
              const planned = planComponents(batch, await catalogueOf(batch, tx.access()), claims);
              await write(tx, planned);
              return planned;
            });
        claims = plan.claims;
        const { creates, changes, unchanged, rejects, warnings } = plan;
        return { counts: { created: creates.length, changed: changes.length, unchanged }, rejects, warnings };
      });
      const payload = { ...summary.counts, refused: summary.refused, warnings: summary.warnings.length };
      if (!dryRun) log.info({ payload }, `Components imported by '${actor.name}'`);
      return summary;
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
