/** The terminal at a machine: a tablet that hands in gloves work with. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { behindDoor } from '../../app/frames.tsx';

export const terminalRoutes = [
  createRoute({
    getParentRoute: () => behindDoor,
    path: '/terminal',
    component: lazyRouteComponent(() => import('./choice-page.tsx'), 'ChoicePage'),
  }),
  createRoute({
    getParentRoute: () => behindDoor,
    path: '/terminal/$machineId',
    component: lazyRouteComponent(() => import('./terminal-page.tsx'), 'TerminalPage'),
  }),
] as const;
