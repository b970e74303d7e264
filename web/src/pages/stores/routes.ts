/** The stores: what is there, what moved, what is low, counting it, and labels for it. */
import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { findSearch, labelSearch, movementSearch, placeSearch } from './search.ts';

const getParentRoute = () => inShell;

export const storesRoutes = [
  createRoute({
    getParentRoute,
    path: '/stores',
    validateSearch: findSearch,
    component: lazyPage(() => import('./find-page.tsx'), 'FindPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/components/$componentId',
    component: lazyPage(() => import('./component-page.tsx'), 'ComponentPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/low',
    validateSearch: placeSearch,
    component: lazyPage(() => import('./low-page.tsx'), 'LowPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/movements',
    validateSearch: movementSearch,
    component: lazyPage(() => import('./movements-page.tsx'), 'MovementsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/stocktake',
    component: lazyPage(() => import('./stocktake-page.tsx'), 'StocktakePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/labels',
    validateSearch: labelSearch,
    component: lazyPage(() => import('./labels-page.tsx'), 'LabelsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/value',
    component: lazyPage(() => import('./value-page.tsx'), 'ValuePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/locations',
    component: lazyPage(() => import('./locations-page.tsx'), 'LocationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/stores/import',
    component: lazyPage(() => import('./import-page.tsx'), 'ImportPage'),
  }),
] as const;
