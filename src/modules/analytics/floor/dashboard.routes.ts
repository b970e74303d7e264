/** Everything that a floor screen needs, in one answer. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Routes } from '../../../platform/http/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Analytics } from '../analytics.types.ts';
import { dashboardAnswer, dashboardQuery } from './dashboard.schemas.ts';
import { toDashboard } from './dashboard.wire.ts';
import { FLOOR_TOPICS, type FloorReads } from './floor.service.ts';
import { createFloorOee } from './floor-oee.ts';

export interface DashboardDependencies {
  readonly floor: FloorReads;
  readonly analytics: Pick<Analytics, 'oee'>;
  readonly machines: Pick<Machines, 'findPlace'>;
}

export function dashboardRoutes({ floor, analytics, machines }: DashboardDependencies): Routes {
  const oeeOf = createFloorOee(analytics);
  return (app) => {
    app.get(
      '/api/v1/dashboard',
      {
        schema: {
          summary: 'The factory floor now, in one answer',
          description:
            'Every machine with what it does, this shift and today, its run and its tickets. Measured to the whole second; with the ETag of the answer before, 304 while nothing has changed.',
          tags: ['Analytics'],
          querystring: dashboardQuery,
          response: { 200: dashboardAnswer },
        },
        config: {
          permission: 'analytics:read',
          errors: ['place-not-found'],
          freshness: { topics: FLOOR_TOPICS, ticks: () => true },
        },
      },
      async (request) => {
        const { place_id: placeId } = request.query;
        if (placeId !== undefined && (await machines.findPlace(placeId)) === undefined) {
          throw new DomainError('place-not-found', `There is no site, area or line with the id ${placeId}.`);
        }
        const now = await floor.currentFloor();
        const shown = now.machines.filter(
          ({ machine, places }) =>
            machine.retiredAt === null && (placeId === undefined || places.some(({ id }) => id === placeId)),
        );
        return toDashboard(now, shown, await oeeOf(now));
      },
    );
  };
}
