/**
 * Asks nodes for their births (NCMD `Node Control/Rebirth`), and asks again while none come.
 *
 * What is still to be asked is written on the nodes that are remembered, so there is no more of it than of them. A timer runs
 * while there is any, and ends with the process.
 */
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Transport } from '../../../platform/transport/index.ts';
import type { KnownNode, KnownNodes } from './known-nodes.ts';
import { mayAsk, noteAsked } from './rebirth.rules.ts';
import { commandTopicOf } from './sparkplug-topics.ts';

export interface Rebirths {
  /** How often births were asked for. */
  readonly count: number;
  /** From now on there is somebody to ask. */
  start(transport: Transport): void;
  stop(): void;
  /** Asks now, or as soon as it may be asked. */
  need(node: KnownNode, why: string): Promise<void>;
  /** Asks a moment later. */
  needSoon(node: KnownNode, why: string): void;
  /** Whether a question would get away. */
  canAsk(): boolean;
}

export interface RebirthsParts {
  readonly nodes: Pick<KnownNodes, 'values'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether this process reads what nodes say: no other one asks. */
  readonly isReading: () => boolean;
}

const LOOK_EVERY_MS = SECOND_MS;

export function createRebirths({ nodes, clock, log, isReading }: RebirthsParts): Rebirths {
  let transport: Transport | undefined;
  let timer: NodeJS.Timeout | undefined;
  let count = 0;

  const canAsk = () => transport !== undefined && isConnected(transport) && isReading();

  async function ask(node: KnownNode, why: string): Promise<void> {
    const { asking } = node;
    const { group, node: name } = node.session;
    const line = `Births of '${group}/${name}' are asked for${asking.unanswered > 0 ? ' again' : ''}: ${why}`;
    log[asking.unanswered > 0 ? 'debug' : 'info']({ payload: { group, node: name } }, line);
    const nowMs = clock.now();
    noteAsked(asking, nowMs);
    count++;
    // protobufjs is loaded where somebody speaks Sparkplug
    const { encodeRebirthRequest } = await import('./payload.ts');
    // nobody waits for it: where it is lost it is asked again
    transport?.publish(commandTopicOf(group, name), encodeRebirthRequest(nowMs), { qos: 0 }).catch((error: unknown) => {
      log.warn({ err: error }, `Births of '${group}/${name}' could not be asked for`);
    });
  }

  function askWhoMayBeAsked(): void {
    timer = undefined;
    let isAnyLeft = false;
    for (const node of nodes.values()) {
      const { missing } = node.asking;
      if (missing === undefined) continue;
      if (canAsk() && mayAsk(node.asking, clock.now())) {
        ask(node, missing).catch((error: unknown) => {
          log.warn({ err: error }, 'Births could not be asked for');
        });
      }
      isAnyLeft ||= node.asking.missing !== undefined;
    }
    if (isAnyLeft) lookAgain();
  }

  function lookAgain(): void {
    if (transport !== undefined) timer ??= setTimeout(askWhoMayBeAsked, LOOK_EVERY_MS).unref();
  }

  function needSoon({ asking }: KnownNode, why: string): void {
    asking.missing = why;
    lookAgain();
  }

  return {
    get count() {
      return count;
    },
    canAsk,
    start(given) {
      transport = given;
      lookAgain();
    },
    stop() {
      transport = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
    needSoon,
    async need(node, why) {
      needSoon(node, why);
      if (canAsk() && mayAsk(node.asking, clock.now())) await ask(node, why);
    },
  };
}

/** At our own broker there is always somebody to ask, at another one while we are connected. */
function isConnected(transport: Transport): boolean {
  const { kind, connections } = transport.state();
  return kind === 'embedded' || connections > 0;
}
