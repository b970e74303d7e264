/** The floor, and the same for a screen on the wall. */
import { createRoute } from '@tanstack/react-router';
import { behindDoor, inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { FloorPage } from './floor-page.tsx';

interface FloorSearch {
  /** Number of the place whose machines are shown; absent: all. */
  readonly area?: number;
}

function floorSearch(search: Readonly<Record<string, unknown>>): FloorSearch {
  const area = Number(search['area']);
  return Number.isSafeInteger(area) && area > 0 ? { area } : {};
}

export const floorRoute = createRoute({
  getParentRoute: () => inShell,
  path: '/',
  validateSearch: floorSearch,
  component: FloorPage,
});

export const wallRoute = createRoute({
  getParentRoute: () => behindDoor,
  path: '/wall',
  validateSearch: floorSearch,
  component: lazyPage(() => import('./wall-page.tsx'), 'WallPage'),
});
