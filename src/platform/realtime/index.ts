/** The front door of live connections. */
export type { Connection, ConnectionCounts, Connections, Protocol } from './connections.ts';
export type { Follower } from './followers.ts';
export { encoded, type View } from './frames.ts';
export type { RealtimeLimits } from './limits.ts';
export { type Ending, endings, type Outlet } from './outlets.ts';
export { createRealtime, type Realtime, SUBPROTOCOL } from './realtime.ts';
export type { LogPage, ReadLog, StreamedEvent } from './streamed-events.ts';
export { createRealtimeTickets, pruneRealtimeTickets, type RealtimeTickets } from './tickets.ts';
export type { MessageReader, Upgrade } from './web-sockets.ts';
