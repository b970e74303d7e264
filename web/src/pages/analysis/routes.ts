import { createRoute } from '@tanstack/react-router';
import { inShell } from '../../app/frames.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { analysisSearch } from './search.ts';

export const analysisRoute = createRoute({
  getParentRoute: () => inShell,
  path: '/analysis',
  validateSearch: analysisSearch,
  component: lazyPage(() => import('./analysis-page.tsx'), 'AnalysisPage'),
});
