/** Accounts, the factory's catalogues, connections and the system: each page at `/admin/…`. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { textsSearch } from '../../parts/manage/texts-search.ts';

export const administrationFrame = createRoute({
  getParentRoute: () => inShell,
  path: '/admin',
  component: lazyRouteComponent(() => import('./frame.tsx'), 'AdministrationFrame'),
});

export const administrationRoutes = [
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/',
    component: lazyRouteComponent(() => import('./administration-page.tsx'), 'AdministrationPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/users',
    validateSearch: textsSearch('text', 'role', 'state'),
    component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/roles',
    component: lazyRouteComponent(() => import('./users/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/api-keys',
    component: lazyRouteComponent(() => import('./api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/reasons',
    validateSearch: textsSearch('text', 'group'),
    component: lazyRouteComponent(() => import('./reasons/reasons-page.tsx'), 'ReasonsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/stop-rules',
    component: lazyRouteComponent(() => import('./stop-rules/stop-rules-page.tsx'), 'StopRulesPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/settings',
    validateSearch: textsSearch('text'),
    component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/jobs',
    component: lazyRouteComponent(() => import('./system/jobs-page.tsx'), 'JobsPage'),
  }),
] as const;
