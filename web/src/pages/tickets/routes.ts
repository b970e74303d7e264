/** Maintenance: tickets as a list, and each for itself. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { newTicketSearch } from './new-ticket.ts';
import { calendarSearch, ticketFilters, ticketSearch } from './search.ts';

export const ticketRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets',
    validateSearch: ticketSearch,
    component: lazyRouteComponent(() => import('./list-page.tsx'), 'TicketListPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/board',
    validateSearch: ticketFilters,
    component: lazyRouteComponent(() => import('./board-page.tsx'), 'BoardPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/calendar',
    validateSearch: calendarSearch,
    component: lazyRouteComponent(() => import('./calendar-page.tsx'), 'CalendarPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/new',
    validateSearch: newTicketSearch,
    component: lazyRouteComponent(() => import('./new-page.tsx'), 'NewTicketPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/tickets/$ticketId',
    params: {
      parse: ({ ticketId }) => ({ ticketId: Number(ticketId) }),
      stringify: ({ ticketId }) => ({ ticketId: String(ticketId) }),
    },
    component: lazyRouteComponent(() => import('./ticket-page.tsx'), 'TicketPage'),
  }),
] as const;
