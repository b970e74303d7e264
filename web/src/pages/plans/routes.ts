/** Maintenance plans: all of them, one, and whether they were done in time. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { textsSearch } from '../../parts/manage/texts-search.ts';
import { complianceSearch } from './search.ts';

export const planRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans',
    validateSearch: textsSearch('machine', 'status', 'trigger'),
    component: lazyRouteComponent(() => import('./plans-page.tsx'), 'PlansPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans/compliance',
    validateSearch: complianceSearch,
    component: lazyRouteComponent(() => import('./compliance-page.tsx'), 'CompliancePage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans/$planId',
    component: lazyRouteComponent(() => import('./plan-page.tsx'), 'PlanPage'),
  }),
] as const;
