/**
 * `node:http`, taken as a built-in and not as a module: importing it reads every export once, and one of them loads a
 * whole WebSocket client (measured 280 ms and 14 MB at every start).
 */
export const { createServer, ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http');
