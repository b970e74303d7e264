/** The machines, and one of them with all that is known of it. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { machineSearch } from './search.ts';

interface MachinesSearch {
  readonly text?: string;
}

export const machineRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/machines',
    validateSearch: ({ text }: Readonly<Record<string, unknown>>): MachinesSearch =>
      typeof text === 'string' && text !== '' ? { text } : {},
    component: lazyRouteComponent(() => import('./machines-page.tsx'), 'MachinesPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/machines/$machineId',
    validateSearch: machineSearch,
    component: lazyRouteComponent(() => import('./machine-page.tsx'), 'MachinePage'),
  }),
] as const;
