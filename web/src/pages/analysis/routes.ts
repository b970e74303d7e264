import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { analysisSearch } from './search.ts';

export const analysisRoute = createRoute({
  getParentRoute: () => inShell,
  path: '/analysis',
  validateSearch: analysisSearch,
  component: lazyRouteComponent(() => import('./analysis-page.tsx'), 'AnalysisPage'),
});
