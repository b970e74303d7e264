/** Maintenance: tickets as a list, and each for itself. */
import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { newTicketSearch } from './new-ticket.ts';
import { calendarSearch, ticketFilters, ticketSearch } from './search.ts';

export const ticketRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets',
    validateSearch: ticketSearch,
    component: lazyPage(() => import('./list-page.tsx'), 'TicketListPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/board',
    validateSearch: ticketFilters,
    component: lazyPage(() => import('./board-page.tsx'), 'BoardPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/calendar',
    validateSearch: calendarSearch,
    component: lazyPage(() => import('./calendar-page.tsx'), 'CalendarPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/new',
    validateSearch: newTicketSearch,
    component: lazyPage(() => import('./new-page.tsx'), 'NewTicketPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/$ticketId',
    params: {
      parse: ({ ticketId }) => ({ ticketId: Number(ticketId) }),
      stringify: ({ ticketId }) => ({ ticketId: String(ticketId) }),
    },
    component: lazyPage(() => import('./ticket-page.tsx'), 'TicketPage'),
  }),
] as const;
