/** Everything that can be done with maintenance plans, as one thing. */
import type { Production } from '../../production/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import type { Tickets } from '../tickets/tickets.ts';
import { createPlanCalendar, type PlanCalendar } from './plan-calendar.ts';
import { createPlanCompliance, type PlanCompliance } from './plan-compliance.ts';
import {
  createPlanEvaluation,
  type PlanEvaluation,
  type PlanEvaluationDependencies,
} from './plan-evaluation.service.ts';
import { createPlanExport, type PlanExport } from './plan-export.ts';
import { createPlanForecasts, type PlanForecasts } from './plan-forecasts.ts';
import { createPlanLife, type PlanLife } from './plan-life.service.ts';
import { followTickets } from './plan-tickets.ts';
import { createPlanViews, type PlanViews } from './plan-views.ts';
import { createPlanService, type PlanService, type PlanServiceDependencies } from './plans.service.ts';
import { readPlanPolicy } from './plans.settings.ts';

export type Plans = PlanService &
  Omit<PlanLife, 'machineRetiredWithin'> &
  PlanForecasts &
  PlanEvaluation &
  PlanViews &
  PlanCalendar &
  PlanCompliance &
  PlanExport;

export interface PlansDependencies extends PlanServiceDependencies, PlanEvaluationDependencies {
  readonly timeline: Timeline;
  readonly production: Production;
  readonly tickets: Tickets;
}

/** Also follows the tickets that plans open, and machines that go out of use. */
export function createPlans(dependencies: PlansDependencies): Plans {
  const { store, settings, machines, tickets } = dependencies;
  const views = createPlanViews(dependencies);
  const { machineRetiredWithin, ...life } = createPlanLife(dependencies, views);
  tickets.onMovedWithin(followTickets(dependencies));
  machines.onRetirementChangedWithin(async () => {
    const policy = await readPlanPolicy(settings);
    return (tx, machineId, retired) => machineRetiredWithin(tx, machineId, retired, policy);
  });
  return {
    ...views,
    ...life,
    ...createPlanService(dependencies, views),
    ...createPlanExport(store, views),
    ...createPlanCalendar(dependencies),
    ...createPlanCompliance(dependencies),
    ...createPlanForecasts(dependencies),
    ...createPlanEvaluation(dependencies),
  };
}
