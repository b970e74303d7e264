/** Lists of tickets, a page at a time, filtered and sorted. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { wordsOnMachines } from './machine-words.rules.ts';
import {
  countAllTickets,
  countTickets,
  findNewestTickets,
  findTicketPlaces,
  type TicketOrder,
  type TicketPlace,
} from './ticket-lists.queries.ts';
import type { TicketViews } from './ticket-views.ts';
import { categoryOf, finishedStatuses, type TicketStatus, ticketStatuses } from './tickets.rules.ts';
import { readTicketPolicy, type TicketPolicy, ticketCategories } from './tickets.settings.ts';
import type { TicketCard, TicketFilter, TicketListing, TicketPage } from './tickets.types.ts';

export interface TicketLists {
  /**
   * By default the newest logged first. A category is spelled as the factory spells it.
   * @throws cursor-invalid, unknown-machine
   */
  listTickets(listing?: TicketListing): Promise<TicketPage>;
  /**
   * The newest logged first, without a cursor. Where there are more than `most`, first all that are not finished and
   * then the newest of the others make up the list.
   */
  listNewestTickets(listing: NewestTickets): Promise<NewestTicketList>;
  /** The filter with names as the factory keeps them. @throws unknown-machine */
  spelled(filter: TicketFilter): Promise<TicketFilter>;
  /** What a ticket can be about, and what one is about that does not say. */
  listCategories(): Promise<Pick<TicketPolicy, 'categories' | 'defaultCategory'>>;
}

export interface NewestTickets {
  /** All where absent. */
  readonly status?: TicketStatus | undefined;
  readonly skip: number;
  readonly limit: number;
  /** How long the list can be, before anything of it is skipped. */
  readonly most: number;
}

export interface NewestTicketList {
  readonly tickets: readonly TicketCard[];
  /** Tickets that there are, whatever was skipped. */
  readonly total: number;
  /** Whether the list was cut at `most`. */
  readonly cut: boolean;
}

/** Tickets read at once; between them others get a turn. */
const READ_AT_ONCE = 500;

export interface TicketListDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'requireMachines' | 'listAllMachines'>;
}

export function createTicketLists(dependencies: TicketListDependencies, views: TicketViews): TicketLists {
  const { store, clock, settings, machines } = dependencies;

  async function spelled(filter: TicketFilter): Promise<TicketFilter> {
    const { category, team, machineIds, text } = filter;
    const among = machineIds === undefined ? undefined : await machines.requireMachines(machineIds);
    return {
      ...filter,
      ...(text === undefined ? {} : { onMachines: wordsOnMachines(text, among ?? (await machines.listAllMachines())) }),
      ...(team === undefined ? {} : { team: tidyName(team) }),
      // tickets keep categories that the factory has dropped since
      ...(category === undefined
        ? {}
        : { category: categoryOf(category, await settings.valueOf(ticketCategories)) ?? category }),
    };
  }

  /** Of more tickets than the list can hold. */
  async function findWorthiest({ status, most }: NewestTickets): Promise<TicketPlace[]> {
    const access = store.access<MaintenanceTables>();
    const open = ticketStatuses.filter((one) => !finishedStatuses.includes(one));
    const among = status === undefined ? open : [status];
    const first = await findNewestTickets(access, store.engine, { among, skip: 0, limit: most });
    if (status !== undefined || first.length === most) return first;
    const rest = { among: finishedStatuses, skip: 0, limit: most - first.length };
    const all = [...first, ...(await findNewestTickets(access, store.engine, rest))];
    return all.sort((a, b) => b.key - a.key || b.id - a.id);
  }

  return {
    spelled,

    async listNewestTickets(listing) {
      const { status, skip, limit, most } = listing;
      const access = store.access<MaintenanceTables>();
      const among = status === undefined ? undefined : [status];
      const total = await countAllTickets(access, store.engine, among);
      const cut = total > most;
      const places = cut
        ? (await findWorthiest(listing)).slice(skip, skip + limit)
        : await findNewestTickets(access, store.engine, { ...(among && { among }), skip, limit });
      const tickets: TicketCard[] = [];
      for (const chunk of chunksOf(places, READ_AT_ONCE)) {
        if (tickets.length > 0) await setImmediate();
        tickets.push(...(await views.cardsOf(chunk.map(({ id }) => id))));
      }
      return { tickets, total, cut };
    },

    async listTickets(listing = {}) {
      const {
        sort = 'logged_time',
        descending = true,
        limit = PAGE_LIMIT_DEFAULT,
        cursor,
        withTotal,
        ...rest
      } = listing;
      const order: TicketOrder = { sort, descending };
      const after = cursor === undefined ? undefined : placeOf(cursor, order);
      const access = store.access<MaintenanceTables>();
      const filter = await spelled(rest);
      const nowMs = clock.now();
      const places = await findTicketPlaces(access, store.engine, { filter, nowMs, order, after, limit });
      const page = toPage(places, limit, ({ key, id }) => [orderName(order), key, id]);
      const items = await views.viewsOf(page.items.map(({ id }) => id));
      if (withTotal !== true) return { items, nextCursor: page.nextCursor };
      const total = cappedTotal(await countTickets(access, store.engine, filter, nowMs));
      return { items, nextCursor: page.nextCursor, total };
    },

    async listCategories() {
      const { categories, defaultCategory } = await readTicketPolicy(settings);
      return { categories, defaultCategory };
    },
  };
}

function orderName({ sort, descending }: TicketOrder): string {
  return `${sort} ${descending ? 'desc' : 'asc'}`;
}

/** @throws cursor-invalid, also for a cursor of another order */
function placeOf(cursor: string, order: TicketOrder): TicketPlace {
  const [name, key, id] = decodeCursor(cursor, ['string', 'number', 'number']);
  if (name !== orderName(order)) {
    throw new DomainError('cursor-invalid', 'The cursor is of a list in another order. Start again without it.');
  }
  return { key: key as number, id: id as number };
}
