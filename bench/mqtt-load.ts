/**
 * Load over MQTT: a connection that keeps a number of QoS 1 messages in flight.
 *
 * By mqtt-packet on a bare socket: a whole client would take more of the machine than the broker that is measured.
 */
import { connect, type Socket } from 'node:net';
import { type Packet, parser, writeToStream } from 'mqtt-packet';

export interface MqttConnection {
  /**
   * Publishes `amount` messages and resolves when all are acknowledged.
   * @param payloadOf made before the clock runs
   */
  publish(topic: string, payloads: readonly Buffer[], inFlight: number): Promise<void>;
  end(): void;
}

export interface MqttCredentials {
  readonly user: string;
  readonly password: string;
}

export async function connectMqtt(url: string, name: string, credentials?: MqttCredentials): Promise<MqttConnection> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  const packets = parser({ protocolVersion: 4 });
  let onPacket: (packet: Packet) => void = () => {};
  packets.on('packet', (packet) => {
    onPacket(packet);
  });
  socket.on('data', (chunk) => packets.parse(chunk));
  const lost = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`The broker closed the connection of ${name}.`)));
  });
  lost.catch(() => {});

  async function answered(cmd: Packet['cmd'], send: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    onPacket = (packet) => {
      if (packet.cmd === cmd) resolve();
    };
    send();
    await Promise.race([promise, lost]);
  }

  await answered('connack', () => {
    const signIn = credentials && { username: credentials.user, password: Buffer.from(credentials.password) };
    writeToStream(
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: name, keepalive: 60, ...signIn },
      socket,
    );
  });

  return {
    async publish(topic, payloads, inFlight) {
      let sent = 0;
      let acknowledged = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const send = () => {
        const messageId = (sent % 65_535) + 1;
        const payload = payloads[sent++] as Buffer;
        writeToStream({ cmd: 'publish', topic, payload, qos: 1, messageId, retain: false, dup: false }, socket);
      };
      onPacket = (packet) => {
        if (packet.cmd !== 'puback') return;
        acknowledged++;
        if (acknowledged === payloads.length) resolve();
        else if (sent < payloads.length) send();
      };
      for (let at = 0; at < inFlight && sent < payloads.length; at++) send();
      await Promise.race([promise, lost]);
    },
    end: () => void socket.destroy(),
  };
}
