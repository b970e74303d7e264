/**
 * What a broadcast costs ws alone: one shared text to every socket, without sign-in, filters or positions.
 *
 * A request to `/send/<characters>` sends a text of that length to all who are connected.
 */
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  const text = 'x'.repeat(Number(request.url?.split('/')[2] ?? 0));
  for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  response.end('{}');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
