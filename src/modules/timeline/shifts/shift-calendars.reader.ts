/**
 * The calendar in force for each machine, from memory until an event says that calendars, machines or places changed.
 *
 * Machines with the same shifts share one object, and an object is kept as long as its content is the same: what others
 * remember of it (expanded months) survives changes elsewhere.
 */
import { createHash } from 'node:crypto';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import { findCalendars, findExceptions } from './shift-calendars.repository.ts';
import type { ShiftCalendar } from './shift-instances.rules.ts';
import { effectiveShifts } from './shift-patterns.rules.ts';

/** Events that change who works which shifts. */
export const SHIFT_TOPICS = ['shift-calendar', 'machine', 'place'] as const;

/** Contents remembered at once; a factory has a handful. */
const CONTENTS_KEPT = 1_000;

export interface ShiftCalendarReader {
  /** Cheap: from memory while nothing has changed. For a transaction that has not changed calendars itself. */
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
}

export function createShiftCalendarReader(machines: Pick<Machines, 'listPlacements'>): ShiftCalendarReader {
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
    };
  }

  const remembered = rememberedUntil(SHIFT_TOPICS, load);

  function pick(book: Book, machineIds: readonly string[]): Map<string, ShiftCalendar> {
    return new Map(machineIds.map((id) => [id, book.of(id) ?? book.factory]));
  }

  return {
    async calendarsOf(access, machineIds) {
      // a machine made in this very transaction is not in the memory: it has no place yet, so the factory's holds
      return pick(await remembered(access), machineIds);
    },
    async loadCalendars(access, machineIds) {
      const book = await load(access);
      return pick(book, machineIds ?? book.machineIds);
    },
    factoryCalendar: async (access) => (await remembered(access)).factory,
  };
}
