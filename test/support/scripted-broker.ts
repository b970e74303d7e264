/** A broker that says to each packet what a test makes of it: for what Mosquitto cannot be brought to do. */
import { type AddressInfo, createServer } from 'node:net';
import { generate, type IConnackPacket, type Packet, parser } from 'mqtt-packet';

export interface ScriptedConnection {
  /** Of the connections to this broker, from 1 on. */
  readonly number: number;
  /** Packets go out in one piece. */
  send(...packets: Packet[]): void;
  /** What may be no packet. */
  write(bytes: Uint8Array): void;
  /** Behind what was sent. */
  end(): void;
  cut(): void;
}

export interface ScriptedBroker {
  readonly url: string;
  /** All that there were. */
  readonly connections: readonly ScriptedConnection[];
  /** Whatever was sent to it, in any connection. */
  readonly packets: readonly Packet[];
  close(): void;
}

/**
 * Signs in whoever comes, and grants each subscription, before it asks what else to do. @param endsNone no connection ends
 * because whoever is connected wants it to
 */
export async function openScriptedBroker(
  onPacket: (packet: Packet, connection: ScriptedConnection) => void = () => {},
  connack: (number: number) => Partial<IConnackPacket> = () => ({}),
  endsNone = false,
): Promise<ScriptedBroker> {
  const connections: ScriptedConnection[] = [];
  const packets: Packet[] = [];
  const cuts = new Set<() => void>();
  const server = createServer({ allowHalfOpen: endsNone }, (near) => {
    const reader = parser({ protocolVersion: 5 });
    const cut = () => void near.destroy();
    const connection: ScriptedConnection = {
      number: connections.length + 1,
      send: (...all) => void near.write(Buffer.concat(all.map((packet) => generate(packet, { protocolVersion: 5 })))),
      write: (bytes) => void near.write(bytes),
      end: () => void near.end(),
      cut,
    };
    connections.push(connection);
    cuts.add(cut);
    reader.on('packet', (packet) => {
      packets.push(packet);
      const { number, send } = connection;
      if (packet.cmd === 'connect') send({ cmd: 'connack', reasonCode: 0, sessionPresent: false, ...connack(number) });
      if (packet.cmd === 'subscribe')
        send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: packet.subscriptions.map(() => 1) });
      if (packet.cmd === 'disconnect' && !endsNone) near.end();
      onPacket(packet, connection);
    });
    near
      .on('error', () => {})
      .on('close', () => cuts.delete(cut))
      .on('data', (bytes) => reader.parse(bytes))
      .unref();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    packets,
    close() {
      server.close();
      for (const cut of cuts) cut();
    },
  };
}
