/** The edge nodes that are remembered, so many and no more, and when each was asked for its births. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { createSession, type NodeSession, sizeOf } from './node-session.rules.ts';

export interface KnownNode {
  readonly session: NodeSession;
  heardAt: number;
  askedAt: number;
  /** Times in a row that asking did not help. */
  asked: number;
}

export interface KnownNodes {
  readonly size: number;
  /** Undefined where there are too many. */
  know(group: string, node: string, nowMs: number): KnownNode | undefined;
  find(group: string, node: string): KnownNode | undefined;
  /** Of all of them together. */
  countMetrics(): number;
  forgetAll(): void;
}

export const NODES_MAX = 1_000;
/** A node without a birth that was silent for so long gives its place to another. */
const SILENT_MS = HOUR_MS;

export function createKnownNodes(): KnownNodes {
  const nodes = new Map<string, KnownNode>();
  const keyOf = (group: string, node: string) => `${group}/${node}`;

  function makeRoom(nowMs: number): boolean {
    for (const [key, { session, heardAt }] of nodes) {
      if (!session.isBorn && Math.abs(nowMs - heardAt) > SILENT_MS) nodes.delete(key);
    }
    return nodes.size < NODES_MAX;
  }

  return {
    get size() {
      return nodes.size;
    },
    know(group, node, nowMs) {
      const key = keyOf(group, node);
      let known = nodes.get(key);
      if (known === undefined) {
        if (nodes.size >= NODES_MAX && !makeRoom(nowMs)) return undefined;
        const session = createSession(group, node);
        known = { session, heardAt: nowMs, askedAt: Number.NEGATIVE_INFINITY, asked: 0 };
        nodes.set(key, known);
      }
      known.heardAt = nowMs;
      return known;
    },
    find: (group, node) => nodes.get(keyOf(group, node)),
    countMetrics() {
      let metrics = 0;
      for (const { session } of nodes.values()) metrics += sizeOf(session);
      return metrics;
    },
    forgetAll: () => nodes.clear(),
  };
}

const ASK_AFTER_MS = 30 * SECOND_MS;
const ASK_AFTER_MAX_MS = 15 * MINUTE_MS;

/** Whether it may be asked again by now: a node that does not answer, or has no good answer, is asked more and more seldom. */
export function mayAsk({ askedAt, asked }: KnownNode, nowMs: number): boolean {
  return Math.abs(nowMs - askedAt) >= Math.min(ASK_AFTER_MS * 2 ** Math.max(0, asked - 1), ASK_AFTER_MAX_MS);
}
