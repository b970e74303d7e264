/** A receiver that does what each test says, and keeps what it was given. */
import type { InboundMessage, Receiver } from '../../src/platform/transport/index.ts';

export interface TestReceiver extends Receiver {
  readonly received: InboundMessage[];
  /** Topics of wills that must not be said. */
  readonly lostOn: string[];
  /** What is given from now on waits until it is let go. */
  hold(): void;
  /** Lets go what waits: stored, or not stored. */
  letGo(error?: Error): void;
  /** Whatever comes is refused with it; undefined: stored. */
  failure: Error | undefined;
  /** Whether there is room for more; true until it is said otherwise. */
  hasRoom(yes: boolean): void;
}

export function createReceiver(filters: readonly string[]): TestReceiver {
  const received: InboundMessage[] = [];
  const lostOn: string[] = [];
  let gate: PromiseWithResolvers<void> | undefined;
  let full: PromiseWithResolvers<void> | undefined;
  return {
    filters,
    ownFilters: [],
    idleFilters: [],
    received,
    lostOn,
    failure: undefined,
    room: () => full?.promise,
    hasRoom(yes) {
      full?.resolve();
      full = yes ? undefined : Promise.withResolvers();
    },
    hold() {
      gate = Promise.withResolvers();
      gate.promise.catch(() => {});
    },
    letGo(error) {
      if (error === undefined) gate?.resolve();
      else gate?.reject(error);
      gate = undefined;
    },
    async lost({ topic }) {
      lostOn.push(topic);
    },
    take(delivery) {
      this.receive(delivery).then(() => delivery.settle(), delivery.settle.bind(delivery));
    },
    async receive(message) {
      received.push(message);
      if (this.failure !== undefined) throw this.failure;
      await gate?.promise;
    },
  };
}
