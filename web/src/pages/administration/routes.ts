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
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/audit',
    validateSearch: textsSearch('actor', 'entity', 'id', 'action', 'from', 'to'),
    component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/shifts',
    component: lazyRouteComponent(() => import('./shifts/shifts-page.tsx'), 'ShiftsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/machines',
    validateSearch: textsSearch('text', 'state'),
    component: lazyRouteComponent(() => import('./catalogues/machines-page.tsx'), 'MachinesPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/places',
    component: lazyRouteComponent(() => import('./catalogues/places-page.tsx'), 'PlacesPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/products',
    validateSearch: textsSearch('text', 'state'),
    component: lazyRouteComponent(() => import('./catalogues/products-page.tsx'), 'ProductsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/imports',
    component: lazyRouteComponent(() => import('./catalogues/imports-page.tsx'), 'ImportsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/fourjaw',
    component: lazyRouteComponent(() => import('./system/fourjaw-page.tsx'), 'FourjawPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/webhooks/$webhookId',
    component: lazyRouteComponent(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/dead-letters',
    validateSearch: textsSearch('reason', 'topic'),
    component: lazyRouteComponent(() => import('./messages/dead-letters-page.tsx'), 'DeadLettersPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/mails',
    validateSearch: textsSearch('status'),
    component: lazyRouteComponent(() => import('./messages/mails-page.tsx'), 'MailsPage'),
  }),
  createRoute({
    getParentRoute: () => administrationFrame,
    path: '/health',
    component: lazyRouteComponent(() => import('./system/health-page.tsx'), 'HealthPage'),
  }),
] as const;
