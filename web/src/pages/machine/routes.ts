/** The machines, and one of them with all that is known of it. */
import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
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
    component: lazyPage(() => import('./machines-page.tsx'), 'MachinesPage'),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: '/machines/$machineId',
    validateSearch: machineSearch,
    component: lazyPage(() => import('./machine-page.tsx'), 'MachinePage'),
  }),
] as const;
