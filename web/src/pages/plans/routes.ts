/** Maintenance plans: all of them, one, and whether they were done in time. */
import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { textsSearch } from '../../parts/manage/texts-search.ts';
import { complianceSearch } from './search.ts';

export const planRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans',
    validateSearch: textsSearch('machine', 'status', 'trigger'),
    component: lazyPage(() => import('./plans-page.tsx'), 'PlansPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans/compliance',
    validateSearch: complianceSearch,
    component: lazyPage(() => import('./compliance-page.tsx'), 'CompliancePage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/plans/$planId',
    component: lazyPage(() => import('./plan-page.tsx'), 'PlanPage'),
  }),
] as const;
