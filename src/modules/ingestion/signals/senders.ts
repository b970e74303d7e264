/** Who sent a message: what it is called, and what of it counts. */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { permissionsOfKind } from './signal-topics.ts';
import type { SignalKind } from './signals.types.ts';

/** Null: another broker has looked at it. */
export type Sender = Actor | null;

export function sourceOf(sender: Sender): string {
  return sender === null ? 'mqtt' : `${sender.kind}:${sender.name}`;
}

/** As its own topic allows it; of another broker's messages whatever that lets in. */
export function mayReport(sender: Sender, kind: SignalKind): boolean {
  return sender === null || isAllowed(sender, permissionsOfKind[kind][0]);
}
