/** Processes of a group at Mosquitto, each by itself, and machines that publish numbers to them. */
import { connectAsync, type MqttClient } from 'mqtt';
import { type GroupClientOptions, startGroupClient } from '../../../src/platform/transport/group-client.ts';
import type { Transport } from '../../../src/platform/transport/index.ts';
import { type CapturedLog, captureLog } from '../../support/captured-log.ts';
import { type Held, MemorySeats } from '../../support/memory-seats.ts';
import { brokerAddress, mosquittoUrl, uniqueName } from '../../support/mosquitto.ts';
import { createReceiver, type TestReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

export interface Member {
  readonly transport: Transport;
  readonly receiver: TestReceiver;
  readonly seats: MemorySeats;
}

export class TestGroup {
  readonly topic = uniqueName('plc');
  readonly name = uniqueName('group');
  readonly held: Held = new Map();
  /** What the machines have said, in numbers from 0 on. */
  said = 0;
  readonly #floor: TestFloor;

  constructor(floor: TestFloor) {
    this.#floor = floor;
  }

  /** Starts a process; does not wait for the broker. */
  async start(
    seats = new MemorySeats(this.held),
    more: Partial<GroupClientOptions> = {},
    receiver = createReceiver([this.topic]),
  ): Promise<Member> {
    const transport = await startGroupClient(
      {
        ...brokerAddress,
        clientId: uniqueName('milldash'),
        group: this.name,
        seats,
        lookEveryMs: 50,
        quietMs: 300,
        // numbers of seats are as a test expects them where nobody looks at others meanwhile
        searchAhead: 0,
        log: this.#floor.captured.log,
        ...more,
      },
      receiver,
    );
    this.#floor.started.push(transport);
    return { transport, receiver, seats };
  }

  async join(...args: Parameters<TestGroup['start']>): Promise<Member> {
    const member = await this.start(...args);
    await until('it has subscribed', () => member.transport.state().trouble === undefined);
    return member;
  }

  async publish(count: number): Promise<void> {
    const publish = () => this.#floor.device.publishAsync(this.topic, String(this.said++), { qos: 1 });
    await Promise.all(Array.from({ length: count }, publish));
  }

  seatName(number: number): string {
    return `milldash:${this.name}:${number}`;
  }

  seatNumbers(): number[] {
    return [...this.held.keys()].toSorted((a, b) => a - b);
  }

  /** Of the log, those about the group. */
  lines(words: string): string[] {
    const { captured } = this.#floor;
    return captured.consoleLines().filter((line) => line.includes(this.name) && line.includes(words));
  }

  get all(): number[] {
    return Array.from({ length: this.said }, (_, at) => at);
  }
}

/** What the tests of a file have in common. */
export interface TestFloor {
  readonly captured: CapturedLog;
  readonly started: Transport[];
  readonly device: MqttClient;
  close(): Promise<void>;
}

export async function openFloor(): Promise<TestFloor> {
  const captured = captureLog();
  const started: Transport[] = [];
  const device = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
  return {
    captured,
    started,
    device,
    async close() {
      for (const transport of started) await transport.stop();
      await device.endAsync();
      await captured[Symbol.asyncDispose]();
    },
  };
}

/** The numbers that have come to them, whoever got which. */
export function numbersOf(...receivers: TestReceiver[]): number[] {
  return receivers.flatMap(({ received }) => received.map(({ payload }) => Number(payload))).toSorted((a, b) => a - b);
}
