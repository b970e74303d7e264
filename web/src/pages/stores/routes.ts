/** The stores: what is there, what moved, what is low, counting it, and labels for it. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { findSearch, labelSearch, movementSearch, placeSearch } from './search.ts';

const getParentRoute = () => inShell;

export const storesRoutes = [
  createRoute({
    getParentRoute,
    path: '/stores',
    validateSearch: findSearch,
    component: lazyRouteComponent(() => import('./find-page.tsx'), 'FindPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/components/$componentId',
    component: lazyRouteComponent(() => import('./component-page.tsx'), 'ComponentPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/low',
    validateSearch: placeSearch,
    component: lazyRouteComponent(() => import('./low-page.tsx'), 'LowPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/movements',
    validateSearch: movementSearch,
    component: lazyRouteComponent(() => import('./movements-page.tsx'), 'MovementsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/stocktake',
    component: lazyRouteComponent(() => import('./stocktake-page.tsx'), 'StocktakePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/labels',
    validateSearch: labelSearch,
    component: lazyRouteComponent(() => import('./labels-page.tsx'), 'LabelsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/value',
    component: lazyRouteComponent(() => import('./value-page.tsx'), 'ValuePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/locations',
    component: lazyRouteComponent(() => import('./locations-page.tsx'), 'LocationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/import',
    component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
  }),
] as const;
