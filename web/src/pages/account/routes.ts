/** One's own account, and the pages behind one-time links. */
import { createRoute } from '@tanstack/react-router';
import { inShell, root } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';

export const accountRoutes = [
  createRoute({
    getParentRoute: () => inShell,
    path: '/account',
    component: lazyPage(() => import('./account-page.tsx'), 'AccountPage'),
  }),
] as const;

export const linkRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password/$uid/$token',
    component: lazyPage(() => import('./link-pages.tsx'), 'PasswordLinkPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/activate/$uid/$token',
    component: lazyPage(() => import('./link-pages.tsx'), 'ActivationPage'),
  }),
] as const;
