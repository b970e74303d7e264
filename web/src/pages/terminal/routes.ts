/** The terminal at a machine: a tablet that hands in gloves work with. */
import { createRoute } from '@tanstack/react-router';
import { behindDoor } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';

export const terminalRoutes = [
  createRoute({
    getParentRoute: () => behindDoor,
    path: '/terminal',
    component: lazyPage(() => import('./choice-page.tsx'), 'ChoicePage'),
  }),
  createRoute({
    getParentRoute: () => behindDoor,
    path: '/terminal/$machineId',
    component: lazyPage(() => import('./terminal-page.tsx'), 'TerminalPage'),
  }),
] as const;
