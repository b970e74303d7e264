/** A bare embedded broker, to compare with: aedes as it comes, which passes messages on and stores nothing. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const broker = await Aedes.createBroker();
const server = createServer((socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log(`Listening on mqtt://127.0.0.1:${port}`);
});
