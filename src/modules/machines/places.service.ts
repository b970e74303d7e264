/** The use cases of places. Each change commits with its event and its audit entry or not at all. */
import type { Actor } from '../../kernel/access.ts';
import { changedMeanwhile, DomainError } from '../../kernel/errors.ts';
import { requireFitName } from '../../kernel/names.ts';
import { isUniqueViolation, refusingViolations } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, transactOnce } from '../../platform/outbox/index.ts';
import { placeEvent } from './events.ts';
import * as repository from './places.repository.ts';
import type { NewPlace, Place, PlaceLevel } from './places.types.ts';
import type { MachinesTables } from './tables.ts';

export interface PlaceService {
  /** Sites, then areas, then lines, each by name. */
  listPlaces(): Promise<Place[]>;
  findPlace(id: number): Promise<Place | undefined>;
  /** @throws place-not-found for its parent, name-taken, validation-failed for a line's child or an empty name */
  createPlace(actor: Actor, place: NewPlace, key?: string): Promise<Place>;
  /** With the name that it has nothing happens. @throws place-not-found, name-taken, version-conflict */
  renamePlace(actor: Actor, id: number, name: string, version?: number): Promise<Place>;
  /** Only an empty place can go. @throws place-not-found, in-use */
  removePlace(actor: Actor, id: number): Promise<void>;
}

export function createPlaceService(store: Store, log: Logger): PlaceService {
  const reads = () => store.access<MachinesTables>();
  return {
    listPlaces: () => repository.findPlaces(reads()),
    findPlace: (id) => repository.findPlace(reads(), id),

    async createPlace(actor, wanted, key) {
      const name = requireFitName('site, area or line', wanted.name);
      const request = { key, operation: 'place.create', payload: wanted };
      const { result: place, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const access = tx.access<MachinesTables>();
        const parent = wanted.parentId == null ? undefined : await findOrRefuse(access, wanted.parentId);
        const level = levelInside(parent);
        const created = await translated(
          name,
          () => repository.insertPlace(access, { name, level, parent }, tx.recordedAt),
          notFound(wanted.parentId ?? 0),
        );
        tx.emit(placeEvent('created', created));
        tx.audit({
          action: 'place.created',
          entityType: 'place',
          entityId: created.id,
          after: { level, name, parentId: created.parentId },
        });
        return created;
      });
      if (!isRepeat) log.info({ payload: { placeId: place.id } }, `${titled(place)} created by '${actor.name}'`);
      return place;
    },

    async renamePlace(actor, id, wantedName, version) {
      const name = requireFitName('site, area or line', wantedName);
      const [before, place] = await store.transact(actor, async (tx) => {
        const access = tx.access<MachinesTables>();
        const before = await findOrRefuse(access, id);
        if (version !== undefined && version !== before.version) throw versionConflict(before);
        if (before.name === name) return [before, before];
        const after = await translated(
          name,
          () => repository.updatePlaceName(access, id, before.version, name, tx.recordedAt),
          notFound(id),
        );
        if (after === undefined) throw versionConflict(await findOrRefuse(access, id));
        tx.emit(placeEvent('renamed', after));
        tx.audit({
          action: 'place.renamed',
          entityType: 'place',
          entityId: id,
          before: { name: before.name },
          after: { name },
        });
        return [before, after];
      });
      if (place !== before) {
        log.info({ payload: { placeId: id } }, `${titled(before)} renamed to '${name}' by '${actor.name}'`);
      }
      return place;
    },

    async removePlace(actor, id) {
      const place = await store.transact(actor, async (tx) => {
        const removed = await translated('', () => repository.deletePlace(tx.access(), id), stillUsed());
        if (removed === undefined) throw notFound(id);
        tx.emit(placeEvent('removed', removed));
        tx.audit({
          action: 'place.removed',
          entityType: 'place',
          entityId: id,
          before: { level: removed.level, name: removed.name, parentId: removed.parentId },
        });
        return removed;
      });
      log.info({ payload: { placeId: id } }, `${titled(place)} removed by '${actor.name}'`);
    },
  };
}

const levelBelow: Readonly<Record<PlaceLevel, PlaceLevel | undefined>> = {
  site: 'area',
  area: 'line',
  line: undefined,
};

function levelInside(parent: Place | undefined): PlaceLevel {
  if (parent === undefined) return 'site';
  const level = levelBelow[parent.level];
  if (level === undefined) {
    throw new DomainError(
      'validation-failed',
      `'${parent.name}' is a line; nothing can be inside a line but machines.`,
    );
  }
  return level;
}

async function findOrRefuse(access: Parameters<typeof repository.findPlace>[0], id: number): Promise<Place> {
  const place = await repository.findPlace(access, id);
  if (place === undefined) throw notFound(id);
  return place;
}

function notFound(id: number): DomainError {
  return new DomainError('place-not-found', `There is no site, area or line with the id ${id}.`);
}

function stillUsed(): DomainError {
  return new DomainError(
    'in-use',
    'Machines, other places or shift calendars still belong to it. Move or remove them first.',
  );
}

/** @param foreignKey what it means that a row on the other side is missing, or still there */
function translated<T>(name: string, write: () => Promise<T>, foreignKey: DomainError): Promise<T> {
  return refusingViolations(write, (violation) => {
    if (isUniqueViolation(violation, 'places_parent_key_name_key_unique')) {
      return new DomainError('name-taken', `There already is a '${name}' in the same place.`);
    }
    return violation.kind === 'foreign-key' ? foreignKey : undefined;
  });
}

function versionConflict(current: Place): DomainError {
  return changedMeanwhile(`'${current.name}'`, current.version);
}

function titled(place: Place): string {
  return `${place.level[0]?.toUpperCase()}${place.level.slice(1)} '${place.name}'`;
}
