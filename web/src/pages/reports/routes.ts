/** Reports on maintenance, and of shifts. */
import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { maintenanceSearch, shiftsSearch } from './search.ts';

export const reportsRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports',
    component: lazyPage(() => import('./reports-page.tsx'), 'ReportsPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/maintenance',
    validateSearch: maintenanceSearch,
    component: lazyPage(() => import('./maintenance-page.tsx'), 'MaintenancePage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/shifts',
    validateSearch: shiftsSearch,
    component: lazyPage(() => import('./shifts-page.tsx'), 'ShiftsPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/shifts/$reportId',
    component: lazyPage(() => import('./shift-report-page.tsx'), 'ShiftReportPage'),
  }),
] as const;
