/**
 * The calendar in force for each machine, from memory until an event says that calendars, machines or places changed.
 *
 * Machines with the same shifts share one object, and an object is kept as long as its content is the same: what others
 * remember of it (expanded months) survives changes elsewhere.
 *
 * Every read of calendars refuses where the factory has moved to another time zone than this process was started with:
 * the sums are cut by the factory's zone, and the process would cut by its own.
 */
import { createHash } from 'node:crypto';
import { DomainError } from '../../../kernel/errors.ts';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import { findCalendars, findExceptions, findZone } from './shift-calendars.repository.ts';
import type { ShiftCalendar } from './shift-instances.rules.ts';
import { effectiveShifts } from './shift-patterns.rules.ts';

/** Events that change who works which shifts. */
export const SHIFT_TOPICS = ['shift-calendar', 'machine', 'place'] as const;

/** Contents remembered at once; a factory has a handful. */
const CONTENTS_KEPT = 1_000;

/** Each function throws zone-conflict where the stored zone is not this process's. */
export interface ShiftCalendarReader {
  /**
   * Cheap: from memory while nothing has changed. For a transaction that has not changed calendars itself; with the
   * shifts' lock held, everything that was committed before it is seen.
   */
  calendarsOf(
    access: TableAccess<AnyTables>,
    machineIds: readonly string[],
  ): Promise<ReadonlyMap<string, ShiftCalendar>>;
  /** As the transaction sees them now: for those that change calendars. All machines where `machineIds` is absent. */
  loadCalendars(
    access: TableAccess<AnyTables>,
    machineIds?: readonly string[],
  ): Promise<ReadonlyMap<string, ShiftCalendar>>;
  /** The factory's own calendar, for questions that name no machine. */
  factoryCalendar(access: TableAccess<AnyTables>): Promise<ShiftCalendar>;
}

interface Book {
  /** Undefined for a machine that is not there. */
  of(machineId: string): ShiftCalendar | undefined;
  readonly machineIds: readonly string[];
  readonly factory: ShiftCalendar;
  /** The zone that the sums are made for; undefined before the first start. */
  readonly zone: string | undefined;
}

/** @param zone IANA name that this process works in */
export function createShiftCalendarReader(
  machines: Pick<Machines, 'listPlacements'>,
  zone: string,
): ShiftCalendarReader {
  const byContent = new Map<string, ShiftCalendar>();

  function intern(content: Omit<ShiftCalendar, 'key'>): ShiftCalendar {
    const text = JSON.stringify([content.versions, [...content.exceptions]]);
    const key = createHash('sha256').update(text).digest('base64url');
    let calendar = byContent.get(key);
    if (calendar === undefined) {
      if (byContent.size >= CONTENTS_KEPT) byContent.clear();
      calendar = { key, ...content };
      byContent.set(key, calendar);
    }
    return calendar;
  }

  async function load(access: TableAccess<AnyTables>): Promise<Book> {
    const calendars = await findCalendars(access);
    const exceptions = await findExceptions(access);
    const placements = await machines.listPlacements(access);
    const withSay = new Set(
      [...calendars, ...exceptions].flatMap(({ placeId, machineId }) => machineId ?? placeId ?? []),
    );
    const byScopes = new Map<string, ShiftCalendar>();
    function ofScopes(scopes: readonly string[]): ShiftCalendar {
      const chain = scopes.join('\n');
      let calendar = byScopes.get(chain);
      if (calendar === undefined) {
        calendar = intern(effectiveShifts(scopes, calendars, exceptions));
        byScopes.set(chain, calendar);
      }
      return calendar;
    }
    return {
      of(machineId) {
        const places = placements.get(machineId);
        if (places === undefined) return undefined;
        const scopes = withSay.has(machineId) ? [`machine:${machineId}`] : [];
        for (const place of places) if (withSay.has(place)) scopes.push(`place:${place}`);
        return ofScopes([...scopes, 'factory']);
      },
      machineIds: [...placements.keys()],
      factory: ofScopes(['factory']),
      zone: await findZone(access),
    };
  }

  const remembered = rememberedUntil(SHIFT_TOPICS, load);

  function checked(book: Book): Book {
    if (book.zone !== undefined && book.zone !== zone) throw zoneConflict(zone, book.zone);
    return book;
  }

  function pick(book: Book, machineIds: readonly string[]): Map<string, ShiftCalendar> {
    return new Map(machineIds.map((id) => [id, book.of(id) ?? book.factory]));
  }

  return {
    async calendarsOf(access, machineIds) {
      // a machine made in this very transaction is not in the memory: it has no place yet, so the factory's holds
      return pick(checked(await remembered(access)), machineIds);
    },
    async loadCalendars(access, machineIds) {
      const book = checked(await load(access));
      return pick(book, machineIds ?? book.machineIds);
    },
    factoryCalendar: async (access) => checked(await remembered(access)).factory,
  };
}

function zoneConflict(own: string, stored: string): DomainError {
  return new DomainError(
    'zone-conflict',
    `The factory's time zone is ${stored}, but this process was started with FACTORY_TIMEZONE=${own}. ` +
      'Start all of them with the same.',
  );
}
