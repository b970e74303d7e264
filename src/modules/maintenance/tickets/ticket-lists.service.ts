/** Lists of tickets, a page at a time, filtered and sorted. */
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { countTickets, findTicketPlaces, type TicketOrder, type TicketPlace } from './ticket-lists.queries.ts';
import type { TicketViews } from './ticket-views.ts';
import { categoryOf } from './tickets.rules.ts';
import { ticketCategories } from './tickets.settings.ts';
import type { TicketFilter, TicketListing, TicketPage } from './tickets.types.ts';

export interface TicketLists {
  /** By default the newest logged first. A category is spelled as the factory spells it. @throws cursor-invalid */
  listTickets(listing?: TicketListing): Promise<TicketPage>;
}

export interface TicketListDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
}

export function createTicketLists(dependencies: TicketListDependencies, views: TicketViews): TicketLists {
  const { store, clock, settings } = dependencies;

  async function spelled(filter: TicketFilter): Promise<TicketFilter> {
    const { category, team } = filter;
    return {
      ...filter,
      ...(team === undefined ? {} : { team: tidyName(team) }),
      // tickets keep categories that the factory has dropped since
      ...(category === undefined
        ? {}
        : { category: categoryOf(category, await settings.valueOf(ticketCategories)) ?? category }),
    };
  }

  return {
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
