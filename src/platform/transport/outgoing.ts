/** What we publish at another broker: no more on the way together than it takes, and in the order of the calls. */

/** Messages of ours that are on the way at once, where the broker takes as many. */
const ON_THE_WAY_MAX = 200;

export interface Outgoing {
  /** A broker ends the connection of who sends more at once than it takes, and the library counts nothing. */
  brokerTakes(messages: number): void;
  /** In the order of the calls. */
  send(publish: () => Promise<void>): Promise<void>;
}

export function createOutgoing(): Outgoing {
  const waiting: (() => void)[] = [];
  let onTheWay = 0;
  let atOnce = ON_THE_WAY_MAX;

  async function start(publish: () => Promise<void>): Promise<void> {
    onTheWay++;
    try {
      await publish();
    } finally {
      onTheWay--;
      startNext();
    }
  }

  /** At once, not by a promise: a call that comes meanwhile would be before them. */
  function startNext(): void {
    while (waiting.length > 0 && onTheWay < atOnce) waiting.shift()?.();
  }

  return {
    brokerTakes(messages) {
      atOnce = Math.min(messages, ON_THE_WAY_MAX);
      startNext();
    },
    async send(publish) {
      if (waiting.length === 0 && onTheWay < atOnce) return start(publish);
      return new Promise((resolve) => {
        waiting.push(() => resolve(start(publish)));
      });
    },
  };
}
