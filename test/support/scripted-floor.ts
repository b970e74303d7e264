/** What tests of a client begin with whose broker is scripted: the broker, the client by the name `one`, and what it is sent. */
import type { IPublishPacket, Packet } from 'mqtt-packet';
import {
  type ExternalClient,
  type ExternalClientOptions,
  startExternalClient,
} from '../../src/platform/transport/external-client.ts';
import { type CapturedLog, captureLog } from './captured-log.ts';
import { brokerAddress } from './mosquitto.ts';
import { createReceiver, type TestReceiver } from './receiver.ts';
import { openScriptedBroker, type ScriptedBroker } from './scripted-broker.ts';
import { until } from './until.ts';

export interface ScriptedFloor {
  readonly captured: CapturedLog;
  open(...script: Parameters<typeof openScriptedBroker>): Promise<ScriptedBroker>;
  /** Starts a client that keeps its session; does not wait for the broker. */
  start(
    other: Pick<ScriptedBroker, 'url'>,
    receiver?: TestReceiver,
    more?: Partial<ExternalClientOptions>,
  ): ExternalClient;
  /** The same, with a receiver that lets nothing go yet; resolves when so many messages are being stored. */
  startStoring(other: Pick<ScriptedBroker, 'url'>, messages: number): Promise<TestReceiver>;
  /** Before the brokers are closed. */
  stopAtEnd(transport: { stop(): Promise<void> }): void;
  close(): Promise<void>;
}

export function openScriptedFloor(): ScriptedFloor {
  const captured = captureLog();
  const brokers: ScriptedBroker[] = [];
  const started: { stop(): Promise<void> }[] = [];

  const start: ScriptedFloor['start'] = ({ url }, receiver = createReceiver(['t']), more = {}) => {
    const { log } = captured;
    const { filters } = receiver;
    const client = startExternalClient(
      { ...brokerAddress, url, log, clientId: 'one', filters, keepsSession: true, ...more },
      receiver,
    );
    started.push(client);
    return client;
  };

  return {
    captured,
    start,
    async open(...script) {
      const other = await openScriptedBroker(...script);
      brokers.push(other);
      return other;
    },
    async startStoring(other, messages) {
      const receiver = createReceiver(['t']);
      receiver.hold();
      start(other, receiver);
      await until(`${messages} are being stored`, () => receiver.received.length === messages);
      return receiver;
    },
    stopAtEnd: (transport) => void started.push(transport),
    async close() {
      for (const transport of started) await transport.stop();
      for (const other of brokers) other.close();
      await captured[Symbol.asyncDispose]();
    },
  };
}

/** What a broker answers to a sign-in that has kept the session since the first one. */
export const keepsSession = (connection: number) => ({ sessionPresent: connection > 1 });

/** On the topic `t`, as a broker sends it. */
export function message(messageId: number, payload: string, more: Partial<IPublishPacket> = {}): IPublishPacket {
  return { cmd: 'publish', topic: 't', payload, qos: 1, dup: false, retain: false, messageId, ...more };
}

/** The numbers of all packets of a kind that were sent to a broker. */
export function numbersOf({ packets }: ScriptedBroker, cmd: Packet['cmd']): (number | undefined)[] {
  return packets.filter((packet) => packet.cmd === cmd).map(({ messageId }) => messageId);
}

export function bodiesOf({ received }: TestReceiver): string[] {
  return received.map(({ payload }) => String(payload));
}

export function isReady(client: ExternalClient): boolean {
  const { connections, trouble } = client.state();
  return connections === 1 && trouble === undefined;
}

export const untilReady = (client: ExternalClient) => until('it has subscribed', () => isReady(client));
