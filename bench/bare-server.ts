/**
 * What an answer costs Fastify alone: one route a body, in a process of its own, without log, sign-in or limits.
 *
 * Bodies come as a JSON array in the variable BODIES; the n-th is answered at `/n`.
 */
import Fastify from 'fastify';

const app = Fastify();
const bodies = JSON.parse(process.env['BODIES'] ?? '[]') as unknown[];
for (const [at, body] of bodies.entries()) app.get(`/${at}`, async () => body);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`Listening on ${url}\n`);
process.on('SIGTERM', () => void app.close());
