/** Every report on maintenance, as one thing. */
import { type BacklogReports, createBacklogReports } from './backlog.service.ts';
import { type CostReports, createCostReports } from './costs.service.ts';
import { createDueReports, type DueReports } from './due-dates.service.ts';
import { createRecurringReports, type RecurringReports } from './recurring-faults.service.ts';
import { createReliabilityReports, type ReliabilityReports } from './reliability.service.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { createStopReports, type StopReports } from './stops.service.ts';
import { createTicketFlows, type TicketFlows } from './ticket-flows.ts';

export type Reports = ReliabilityReports &
  RecurringReports &
  DueReports &
  BacklogReports &
  CostReports &
  StopReports &
  TicketFlows;

export function createReports(dependencies: ReportDependencies): Reports {
  return {
    ...createReliabilityReports(dependencies),
    ...createRecurringReports(dependencies),
    ...createDueReports(dependencies),
    ...createBacklogReports(dependencies),
    ...createCostReports(dependencies),
    ...createStopReports(dependencies),
    ...createTicketFlows(dependencies),
  };
}
