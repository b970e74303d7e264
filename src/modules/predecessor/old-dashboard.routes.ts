/**
 * The old dashboard's cards: what the factory does just now.
 *
 * They show the floor that our own dashboard shows, remembered for the second; nothing is read for one machine at a time.
 */
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Freshness, Routes } from '../../platform/http/index.ts';
import { FLOOR_TOPICS, type Floor, type FloorMachine, type FloorReads } from '../analytics/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Maintenance } from '../maintenance/index.ts';
import * as schemas from './old-dashboard.schemas.ts';
import {
  toOldMachineSummary,
  toOldMaintenanceOverview,
  toOldProductionMetrics,
  toOldQuickStats,
  toOldRealTimeMetrics,
} from './old-dashboard.wire.ts';
import { machinesUnlessAll } from './old-queries.ts';

export interface OldDashboardDependencies {
  readonly machines: Machines;
  readonly maintenance: Maintenance;
  readonly floor: FloorReads;
}

const tags = ['Old front end'];
const errors: readonly ErrorCode[] = ['unknown-machine'];
const freshness: Freshness = { topics: FLOOR_TOPICS, ticks: () => true };

export function oldDashboardRoutes({ machines, maintenance, floor }: OldDashboardDependencies): Routes {
  /** Those in use where none is named. @throws unknown-machine */
  async function askedOf({ machines: all }: Floor, ids: readonly string[] | undefined): Promise<FloorMachine[]> {
    const asked = machinesUnlessAll(ids) ?? [];
    if (asked.length === 0) return all.filter(({ machine }) => machine.retiredAt === null);
    const wanted = new Set(asked);
    const found = all.filter(({ machine }) => wanted.has(machine.id));
    if (found.length < wanted.size) await machines.requireMachines(asked);
    return found;
  }

  return (app) => {
    app.get(
      '/api/v1/dashboard/machine-summary',
      {
        schema: {
          summary: 'Each machine now and today, old shape',
          tags,
          querystring: schemas.oldMachinesQuery,
          response: { 200: schemas.oldMachineSummary },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => toOldMachineSummary(await askedOf(await floor.currentFloor(), request.query.machine_ids)),
    );

    app.get(
      '/api/v1/dashboard/quick-stats',
      {
        schema: { summary: 'The factory now and today, old shape', tags, response: { 200: schemas.oldQuickStats } },
        config: { permission: 'analytics:read', freshness, tolerant: true },
      },
      async () => toOldQuickStats(await floor.currentFloor()),
    );

    app.get(
      '/api/v1/analytics/real-time-metrics',
      {
        schema: {
          summary: 'The same figures by other names, old shape',
          tags,
          response: { 200: schemas.oldRealTimeMetrics },
        },
        config: { permission: 'analytics:read', freshness, tolerant: true },
      },
      async () => toOldRealTimeMetrics(await floor.currentFloor()),
    );

    app.get(
      '/api/v1/dashboard/maintenance-overview',
      {
        schema: {
          summary: 'Tickets of the factory and of each machine, old shape',
          tags,
          querystring: schemas.oldMachinesQuery,
          response: { 200: schemas.oldMaintenanceOverview },
        },
        config: {
          permission: 'analytics:read',
          errors,
          freshness: { topics: ['machine', 'ticket'] },
          tolerant: true,
        },
      },
      async (request) => {
        const asked = machinesUnlessAll(request.query.machine_ids) ?? [];
        const wanted = await machines.requireMachines(asked.length === 0 ? undefined : asked);
        return toOldMaintenanceOverview(wanted, await maintenance.tickets.countTickets());
      },
    );

    app.get(
      '/api/v1/dashboard/production-metrics',
      {
        schema: {
          summary: 'What is made now and how much was cut today, old shape',
          tags,
          querystring: schemas.oldMachinesQuery,
          response: { 200: schemas.oldProductionMetrics },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => {
        const now = await floor.currentFloor();
        return toOldProductionMetrics(now, await askedOf(now, request.query.machine_ids));
      },
    );
  };
}
