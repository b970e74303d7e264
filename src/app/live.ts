/** Live events over the open services: who follows, who is connected, and what each of them may see. */
import type { Config } from '../config/index.ts';
import { guardLiveConnections, type LiveRoutesParts, liveLog } from '../modules/events/index.ts';
import { type OldSockets, openOldSockets } from '../modules/predecessor/index.ts';
import { createRealtime, createRealtimeTickets, type RealtimeLimits } from '../platform/realtime/index.ts';
import type { Services } from '../services.ts';

export interface Live extends LiveRoutesParts {
  readonly oldSockets: OldSockets;
}

/** @param limits others than the usual ones, for tests */
export function openLive(config: Config, services: Services, limits?: Partial<RealtimeLimits>): Live {
  const { store, clock, heads, logs, eventNames, users, settings, floor } = services;
  const log = services.log.child({ module: 'realtime' });
  const { findCurrentActor } = users;
  const realtime = createRealtime({ store, readLog: liveLog(logs), log, limits });
  const tickets = createRealtimeTickets(store, clock, findCurrentActor, log);
  const authenticate: LiveRoutesParts['authenticate'] = (token, origin) =>
    token.startsWith('mdt_')
      ? tickets.redeem(token, origin)
      : users.authenticate({ authorization: `Bearer ${token}`, ...origin });
  const oldSockets = openOldSockets({ realtime, settings, floor, clock, log, authenticate });
  const stopGuard = guardLiveConnections({ realtime, heads, log, findCurrentActor });
  return {
    realtime,
    tickets,
    oldSockets,
    clock,
    log,
    origins: config.http.corsOrigins,
    requirePosition: logs.requirePosition,
    eventNames,
    authenticate,
    async stop() {
      stopGuard();
      oldSockets.stop();
      await realtime.stop();
    },
  };
}
