/** A way to Mosquitto by which each connection goes as a test says of the name that it has. */
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import { mosquittoUrl } from '../../support/mosquitto.ts';

export interface Gate {
  readonly url: string;
  /** The names of those who have connected, as often as they have. */
  readonly names: readonly string[];
  /** How many connections of a name the broker has not ended: what came through the others it has read. */
  connectionsOf(name: string): number;
  /** Ends all connections that there are. */
  cut(): void;
  close(): void;
}

/** @param passes a number is the reason for which the connection is refused; where it is false, the connection breaks */
export async function openGate(passes: (name: string) => boolean | number): Promise<Gate> {
  const names: string[] = [];
  const cuts = new Set<() => void>();
  const connected: string[] = [];
  const { hostname, port } = new URL(mosquittoUrl);
  const server = createServer((near) => {
    near.on('error', () => {}).unref();
    near.once('data', (bytes) => {
      const reader = parser({ protocolVersion: 5 });
      reader.once('packet', (packet) => {
        if (packet.cmd !== 'connect') return near.destroy();
        names.push(packet.clientId);
        const passing = passes(packet.clientId);
        if (passing === false) return near.destroy();
        if (typeof passing === 'number') {
          const refusal = { cmd: 'connack', reasonCode: passing, sessionPresent: false } as const;
          return near.end(generate(refusal, { protocolVersion: 5 }));
        }
        const far = dial(Number(port || 1883), hostname);
        const cut = () => near.destroy();
        cuts.add(cut);
        near.on('close', () => {
          cuts.delete(cut);
          // what has come through arrives; what still comes the other way nobody wants
          far.end();
          far.resume();
        });
        connected.push(packet.clientId);
        far.on('error', () => {});
        far.on('close', () => {
          connected.splice(connected.indexOf(packet.clientId), 1);
          cut();
        });
        far.write(bytes);
        near.pipe(far).pipe(near);
      });
      reader.parse(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names,
    connectionsOf: (name) => connected.filter((each) => each === name).length,
    cut() {
      for (const cut of cuts) cut();
    },
    close() {
      server.close();
      for (const cut of cuts) cut();
    },
  };
}
