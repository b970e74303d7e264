/** Every report on maintenance, as one thing. */
import { createReliabilityReports, type ReliabilityReports, type ReportDependencies } from './reliability.service.ts';

export type Reports = ReliabilityReports;

export function createReports(dependencies: ReportDependencies): Reports {
  return { ...createReliabilityReports(dependencies) };
}
