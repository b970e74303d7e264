/**
 * A bare embedded broker, to compare with: aedes as it comes, which passes messages on and stores nothing. Told a file, it
 * acknowledges each behind a durable commit of a bare row: about the least that a broker which stores can do.
 */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { openBareCommits } from './bare-commits.ts';

const [, , file] = process.argv;
const broker = await Aedes.createBroker(file === undefined ? {} : { authorizePublish: storing(file) });
const server = createServer((socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log(`Listening on mqtt://127.0.0.1:${port}`);
});

/** As many rows a commit as a turn of the event loop brings. */
function storing(file: string): (client: unknown, packet: unknown, done: (error: null) => void) => void {
  const disk = openBareCommits(file);
  let waiting: ((error: null) => void)[] = [];
  return (_client, _packet, done) => {
    waiting.push(done);
    if (waiting.length > 1) return;
    setImmediate(() => {
      const batch = waiting;
      waiting = [];
      disk.commit(batch.length);
      for (const acknowledge of batch) acknowledge(null);
    });
  };
}
