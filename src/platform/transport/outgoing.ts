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
  return {
    brokerTakes(messages) {
      atOnce = Math.min(messages, ON_THE_WAY_MAX);
    },
    async send(publish) {
      if (onTheWay >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else onTheWay++;
      try {
        await publish();
      } finally {
        onTheWay--;
        for (const next of waiting.splice(0, Math.max(0, atOnce - onTheWay))) {
          onTheWay++;
          next();
        }
      }
    },
  };
}
