/** What docs/screens.md shows, picture by picture. */
export interface Shot {
  /** Of the file, without its ending. */
  readonly name: string;
  /** Who looks; absent: nobody has signed in. */
  readonly role?: 'ADMIN' | 'SUPERVISOR' | 'TECHNICIAN' | 'OPERATOR' | 'STOREKEEPER' | 'VIEWER';
  /** `:ticket`, `:component`, `:plan` and `:report` stand for one that the demo has. */
  readonly path: string;
  readonly size?: 'desk' | 'phone' | 'wall';
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'de';
}

export const shots: readonly Shot[] = [
  { name: 'sign-in', path: '/' },
  { name: 'floor', role: 'SUPERVISOR', path: '/' },
  { name: 'floor-phone', role: 'TECHNICIAN', path: '/', size: 'phone', theme: 'dark', language: 'de' },
  { name: 'wall', role: 'VIEWER', path: '/wall', size: 'wall', theme: 'dark' },
  { name: 'machine', role: 'SUPERVISOR', path: '/machines/demo-mill-1' },
  { name: 'analysis', role: 'SUPERVISOR', path: '/analysis' },
  { name: 'tickets', role: 'SUPERVISOR', path: '/tickets' },
  { name: 'board', role: 'TECHNICIAN', path: '/tickets/board' },
  { name: 'calendar', role: 'SUPERVISOR', path: '/tickets/calendar' },
  { name: 'ticket', role: 'TECHNICIAN', path: '/tickets/:ticket' },
  { name: 'report-fault-phone', role: 'OPERATOR', path: '/tickets/new?machine=demo-mill-1', size: 'phone' },
  { name: 'terminal', role: 'OPERATOR', path: '/terminal/demo-mill-2' },
  { name: 'stores', role: 'STOREKEEPER', path: '/stores' },
  { name: 'component', role: 'STOREKEEPER', path: '/stores/components/:component' },
  { name: 'plans', role: 'SUPERVISOR', path: '/plans' },
  { name: 'plan', role: 'SUPERVISOR', path: '/plans/:plan' },
  { name: 'reports', role: 'SUPERVISOR', path: '/reports/maintenance' },
  { name: 'shift-report', role: 'SUPERVISOR', path: '/reports/shifts/:report' },
  { name: 'administration', role: 'ADMIN', path: '/admin/users' },
  { name: 'health', role: 'ADMIN', path: '/admin/health' },
  { name: 'account', role: 'OPERATOR', path: '/account' },
  { name: 'machine-losses', role: 'SUPERVISOR', path: '/machines/demo-mill-1?tab=losses' },
  { name: 'machine-runs', role: 'SUPERVISOR', path: '/machines/demo-mill-1?tab=runs' },
  { name: 'machine-maintenance', role: 'SUPERVISOR', path: '/machines/demo-mill-1?tab=maintenance' },
  { name: 'machine-parts', role: 'STOREKEEPER', path: '/machines/demo-mill-1?tab=parts' },
  { name: 'machine-data', role: 'ADMIN', path: '/machines/demo-mill-1?tab=data' },
  { name: 'terminal-choice', role: 'OPERATOR', path: '/terminal' },
  { name: 'low-stock', role: 'STOREKEEPER', path: '/stores/low' },
  { name: 'movements', role: 'STOREKEEPER', path: '/stores/movements' },
  { name: 'stocktake', role: 'STOREKEEPER', path: '/stores/stocktake' },
  { name: 'stock-value', role: 'STOREKEEPER', path: '/stores/value' },
  { name: 'locations', role: 'STOREKEEPER', path: '/stores/locations' },
  { name: 'labels', role: 'STOREKEEPER', path: '/stores/labels?components=%5B1%2C2%2C3%5D' },
  { name: 'stock-import', role: 'STOREKEEPER', path: '/stores/import' },
  { name: 'compliance', role: 'SUPERVISOR', path: '/plans/compliance' },
  { name: 'shift-reports', role: 'SUPERVISOR', path: '/reports/shifts' },
  { name: 'users-roles', role: 'ADMIN', path: '/admin/roles' },
  { name: 'api-keys', role: 'ADMIN', path: '/admin/api-keys' },
  { name: 'audit', role: 'ADMIN', path: '/admin/audit' },
  { name: 'admin-machines', role: 'ADMIN', path: '/admin/machines' },
  { name: 'places', role: 'ADMIN', path: '/admin/places' },
  { name: 'products', role: 'ADMIN', path: '/admin/products' },
  { name: 'shifts', role: 'ADMIN', path: '/admin/shifts' },
  { name: 'reasons', role: 'ADMIN', path: '/admin/reasons' },
  { name: 'stop-rules', role: 'ADMIN', path: '/admin/stop-rules' },
  { name: 'imports', role: 'ADMIN', path: '/admin/imports' },
  { name: 'fourjaw', role: 'ADMIN', path: '/admin/fourjaw' },
  { name: 'webhooks', role: 'ADMIN', path: '/admin/webhooks' },
  { name: 'dead-letters', role: 'ADMIN', path: '/admin/dead-letters' },
  { name: 'mails', role: 'ADMIN', path: '/admin/mails' },
  { name: 'jobs', role: 'ADMIN', path: '/admin/jobs' },
  { name: 'settings', role: 'ADMIN', path: '/admin/settings' },
];
