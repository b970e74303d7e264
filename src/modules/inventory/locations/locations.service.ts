/** The use cases of locations. Each change commits with its event and its audit entry or not at all. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import type { Engine, TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import {
  type Store,
  setRetired,
  type Transaction,
  TransactionConflict,
  transactOnce,
} from '../../../platform/outbox/index.ts';
import { locationEvent } from '../events.ts';
import { locationNotFound, locationRetired, translated, versionConflict } from '../inventory.refusals.ts';
import type { InventoryTables } from '../tables.ts';
import * as repository from './locations.repository.ts';
import type { Location, LocationDetails, LocationFilter } from './locations.types.ts';

/** What the first location is called where nobody has made one. */
const FIRST_LOCATION = 'Main store';

export interface LocationService {
  /** By name. @throws cursor-invalid */
  listLocations(filter?: LocationFilter): Promise<Page<Location>>;
  /** @throws location-not-found */
  getLocation(id: number): Promise<Location>;
  /** @throws name-taken, validation-failed */
  createLocation(actor: Actor, location: Partial<LocationDetails> & { name: string }, key?: string): Promise<Location>;
  /** With what is so already nothing happens. @throws location-not-found, name-taken, version-conflict */
  changeLocation(actor: Actor, id: number, changes: Partial<LocationDetails>, version?: number): Promise<Location>;
  /** Nothing comes into a retired one; what is left can go. Repeating it changes nothing. @throws location-not-found */
  setLocationRetired(actor: Actor, id: number, retired: boolean, reason?: string): Promise<Location>;
}

export function createLocationService(store: Store, log: Logger): LocationService {
  const reads = () => store.access<InventoryTables>();

  return {
    async listLocations({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
      const fetched = await repository.findLocationPage(reads(), filter, after as string | undefined, limit);
      return toPage(fetched, limit, (location) => [comparisonKey(location.name)]);
    },

    getLocation: (id) => findOrRefuse(reads(), id),

    async createLocation(actor, wanted, key) {
      const details = { name: requireFitName('location', wanted.name), notes: tidiedNotes(wanted.notes) };
      const { result: id, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'location.create', payload: details },
        async (tx) => {
          const created = await createWithin(tx, details);
          return created.id;
        },
      );
      if (!isRepeat) log.info({ payload: { locationId: id } }, `Location '${details.name}' created by '${actor.name}'`);
      return findOrRefuse(reads(), id);
    },

    async changeLocation(actor, id, changes, version) {
      const changed = await store.transact(actor, async (tx) => {
        const access = tx.access<InventoryTables>();
        // held: of two who change it at once the second one changes what the first has left
        const before = await repository.holdLocation(access, tx.engine, id);
        if (before === undefined) throw locationNotFound(id);
        if (version !== undefined && version !== before.version) throw versionConflict(before);
        const details = {
          name: changes.name === undefined ? before.name : requireFitName('location', changes.name),
          notes: changes.notes === undefined ? before.notes : tidiedNotes(changes.notes),
        };
        if (details.name === before.name && details.notes === before.notes) return undefined;
        const after = await translated(details, () =>
          repository.updateLocation(access, id, before.version, details, tx.recordedAt),
        );
        if (after === undefined) throw new Error(`Location ${id} was changed although it is held.`);
        tx.emit(locationEvent('changed', after));
        tx.audit({
          action: 'location.changed',
          entityType: 'location',
          entityId: id,
          before: { name: before.name, notes: before.notes },
          after: details,
        });
        return after;
      });
      if (changed === undefined) return findOrRefuse(reads(), id);
      log.info({ payload: { locationId: id } }, `Location '${changed.name}' changed by '${actor.name}'`);
      return changed;
    },

    async setLocationRetired(actor, id, retired, reason) {
      const changed = await setRetired({ store, log }, actor, {
        entityType: 'location',
        id,
        retired,
        reason,
        update: (tx, retiredAt) => repository.updateLocationRetirement(tx.access(), id, retiredAt, tx.recordedAt),
        event: locationEvent,
      });
      return changed ?? findOrRefuse(reads(), id);
    },
  };
}

/**
 * Where stock goes that nobody has given a location: the first one in use.
 *
 * @returns undefined where there is none yet
 * @throws location-retired where the only one that it could be is out of use
 */
export async function findOpeningLocation(
  access: TableAccess<InventoryTables>,
  engine: Engine,
): Promise<Location | undefined> {
  const first = await repository.findFirstLocation(access);
  if (first !== undefined) return first;
  const key = comparisonKey(FIRST_LOCATION);
  const known = (await repository.findLocationsByName(access, engine, [key])).get(key);
  // one that is in use was made by somebody else since the first look
  if (known !== undefined && known.retiredAt !== null) throw locationRetired(known);
  return known;
}

/** {@link findOpeningLocation}, made where there is none. @throws location-retired */
export async function firstLocationWithin(tx: Transaction): Promise<Location> {
  const known = await findOpeningLocation(tx.access(), tx.engine);
  if (known !== undefined) return known;
  try {
    return await createWithin(tx, { name: FIRST_LOCATION, notes: null });
  } catch (error) {
    // made by somebody else since the second look
    if (error instanceof DomainError && error.code === 'name-taken')
      throw new TransactionConflict('the first location');
    throw error;
  }
}

/** @throws name-taken */
async function createWithin(tx: Transaction, details: LocationDetails): Promise<Location> {
  const created = await translated(details, () => repository.insertLocation(tx.access(), details, tx.recordedAt));
  tx.emit(locationEvent('created', created));
  tx.audit({ action: 'location.created', entityType: 'location', entityId: created.id, after: { ...details } });
  return created;
}

async function findOrRefuse(access: Parameters<typeof repository.findLocation>[0], id: number): Promise<Location> {
  const location = await repository.findLocation(access, id);
  if (location === undefined) throw locationNotFound(id);
  return location;
}

function tidiedNotes(notes: string | null | undefined): string | null {
  return notes?.trim() || null;
}
