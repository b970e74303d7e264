/** Reports on maintenance, and of shifts. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { maintenanceSearch, shiftsSearch } from './search.ts';

export const reportsRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports',
    component: lazyRouteComponent(() => import('./reports-page.tsx'), 'ReportsPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/maintenance',
    validateSearch: maintenanceSearch,
    component: lazyRouteComponent(() => import('./maintenance-page.tsx'), 'MaintenancePage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/shifts',
    validateSearch: shiftsSearch,
    component: lazyRouteComponent(() => import('./shifts-page.tsx'), 'ShiftsPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/reports/shifts/$reportId',
    component: lazyRouteComponent(() => import('./shift-report-page.tsx'), 'ShiftReportPage'),
  }),
] as const;
