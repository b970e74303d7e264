/** What pages stand in: the whole site, what is behind the door, and what has the navigation beside it. */
import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { BrokenPage, MissingPage } from './broken-page.tsx';
import { Door } from './door.tsx';
import { Shell } from './shell.tsx';

export const root = createRootRoute({ component: Outlet, errorComponent: BrokenPage, notFoundComponent: MissingPage });

/** Nobody sees what is behind it without having signed in; whoever has sees the page they asked for. */
export const behindDoor = createRoute({ getParentRoute: () => root, id: 'door', component: Door });

/** Pages with the navigation beside them; others, the wall say, stand alone. */
export const inShell = createRoute({ getParentRoute: () => behindDoor, id: 'shell', component: Shell });
