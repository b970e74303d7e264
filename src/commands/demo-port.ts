/** A port for the demo: the usual one, or any that is free. */
import { createServer } from 'node:net';

/** `port`; 0, which stands for any free one, where something else listens on it. */
export function freePortOr0(host: string, port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? 0 : port));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(port)));
  });
}
