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
];
