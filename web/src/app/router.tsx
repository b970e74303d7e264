/**
 * Every page and its address, room by room.
 *
 * The door and the floor are in the first load; a room's pages come when they are first opened. What can be shared by a
 * link (filters, ranges) is in the address.
 */
import { createRouter } from '@tanstack/react-router';
import { accountRoutes, linkRoutes } from '../pages/account/routes.ts';
import { administrationFrame, administrationRoutes } from '../pages/administration/routes.ts';
import { analysisRoute } from '../pages/analysis/routes.ts';
import { floorRoute, wallRoute } from '../pages/floor/routes.ts';
import { machineRoutes } from '../pages/machine/routes.ts';
import { planRoutes } from '../pages/plans/routes.ts';
import { reportsRoutes } from '../pages/reports/routes.ts';
import { storesRoutes } from '../pages/stores/routes.ts';
import { terminalRoutes } from '../pages/terminal/routes.ts';
import { ticketRoutes } from '../pages/tickets/routes.ts';
import { BrokenPage, MissingPage } from './broken-page.tsx';
import { behindDoor, inShell, root } from './frames.tsx';
import { isOutOfDate, loadNewer } from './newer-screens.ts';

const routeTree = root.addChildren([
  ...linkRoutes,
  behindDoor.addChildren([
    wallRoute,
    ...terminalRoutes,
    inShell.addChildren([
      floorRoute,
      ...ticketRoutes,
      ...machineRoutes,
      analysisRoute,
      ...planRoutes,
      ...reportsRoutes,
      ...storesRoutes,
      administrationFrame.addChildren(administrationRoutes),
      ...accountRoutes,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: MissingPage,
});

// the address is the new one only when the router has gone on
router.subscribe('onBeforeLoad', ({ pathChanged }) => {
  if (pathChanged && isOutOfDate()) setTimeout(loadNewer);
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
