/**
 * The edge nodes that are remembered, so many and no more, and what is asked of each.
 *
 * One key has a quarter of the places and half of the metrics at most, so that one that is stolen, or a gateway gone wrong,
 * leaves the others theirs. A node that loses its place is asked for its births when it speaks again.
 */
import { HOUR_MS } from '../../../kernel/clock.ts';
import { createSession, type NodeSession, sizeOf } from './node-session.rules.ts';
import { type Asking, notAsked } from './rebirth.rules.ts';

export interface KnownNode {
  readonly session: NodeSession;
  /** Who spoke for it last; undefined where another broker does not say. */
  owner: string | undefined;
  heardAt: number;
  /** For its births. */
  readonly asking: Asking;
}

/** Whose places are taken. */
export type Surplus = 'of-key' | 'of-all';

export interface KnownNodes {
  readonly size: number;
  /** @param owner undefined: of nobody in particular, for whom only the limit of all holds */
  know(group: string, node: string, owner: string | undefined, nowMs: number): KnownNode | Surplus;
  find(group: string, node: string): KnownNode | undefined;
  values(): Iterable<KnownNode>;
  /** The limit that the metrics of all of them, or those of this owner, are beyond; undefined while they are not. */
  findSurplusMetrics(owner: string | undefined): { readonly metrics: number; readonly isOfOwner: boolean } | undefined;
  forgetAll(): void;
}

export const NODES_MAX = 1_000;
export const NODES_OF_KEY_MAX = 250;
/** Each device and each line of the table about it counted as one: memory is bounded. */
const METRICS_MAX = 500_000;
const METRICS_OF_KEY_MAX = 250_000;
/** A node that was silent for so long gives its place to another. */
const SILENT_MS = HOUR_MS;

export function createKnownNodes(): KnownNodes {
  const nodes = new Map<string, KnownNode>();
  const keyOf = (group: string, node: string) => `${group}/${node}`;
  const ownedBy = (owner: string) => [...nodes.values()].filter((node) => node.owner === owner);

  /** The one that is silent longest, one without a birth before all others: nothing is known of it. */
  function forgetSilent(some: Iterable<KnownNode>, nowMs: number): boolean {
    let worst: KnownNode | undefined;
    const silence = ({ heardAt }: KnownNode) => Math.abs(nowMs - heardAt);
    for (const one of some) {
      if (silence(one) <= SILENT_MS) continue;
      const isWorse = worst !== undefined && worst.session.isBorn !== one.session.isBorn;
      if (worst === undefined || (isWorse ? worst.session.isBorn : silence(one) > silence(worst))) worst = one;
    }
    return worst !== undefined && nodes.delete(keyOf(worst.session.group, worst.session.node));
  }

  function findSurplus(owner: string | undefined, nowMs: number): Surplus | undefined {
    const own = owner === undefined ? [] : ownedBy(owner);
    if (own.length >= NODES_OF_KEY_MAX && !forgetSilent(own, nowMs)) return 'of-key';
    if (nodes.size >= NODES_MAX && !forgetSilent(nodes.values(), nowMs)) return 'of-all';
    return undefined;
  }

  return {
    get size() {
      return nodes.size;
    },
    know(group, node, owner, nowMs) {
      const key = keyOf(group, node);
      let known = nodes.get(key);
      if (known === undefined) {
        const surplus = findSurplus(owner, nowMs);
        if (surplus !== undefined) return surplus;
        const session = createSession(group, node);
        known = { session, owner, heardAt: nowMs, asking: notAsked() };
        nodes.set(key, known);
      }
      known.owner = owner ?? known.owner;
      known.heardAt = nowMs;
      return known;
    },
    find: (group, node) => nodes.get(keyOf(group, node)),
    values: () => nodes.values(),
    findSurplusMetrics(owner) {
      let [all, own] = [0, 0];
      for (const one of nodes.values()) {
        const size = sizeOf(one.session);
        all += size;
        if (one.owner === owner) own += size;
      }
      if (all > METRICS_MAX) return { metrics: METRICS_MAX, isOfOwner: false };
      if (owner === undefined || own <= METRICS_OF_KEY_MAX) return undefined;
      return { metrics: METRICS_OF_KEY_MAX, isOfOwner: true };
    },
    forgetAll: () => nodes.clear(),
  };
}
