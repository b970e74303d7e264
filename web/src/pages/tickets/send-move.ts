/** Takes a ticket a step further. @throws Problem with the server's sentence, also where somebody was quicker */
import { contentOf, POST } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import type { HoldReason } from './ticket-words.ts';

/** A step with all that has to be said with it. */
export type Step =
  | { readonly move: 'start' }
  | { readonly move: 'close' }
  | { readonly move: 'hold'; readonly reason: HoldReason; readonly note?: string }
  | {
      readonly move: 'resolve';
      readonly remedy: string;
      readonly failure_code?: string;
      readonly failure_cause?: string;
      readonly restored_at?: string;
    }
  | { readonly move: 'cancel'; readonly reason: string }
  | { readonly move: 'reopen'; readonly reason: string; readonly restored_at?: string };

/** @param version of the ticket that was looked at: a step is not taken with one that has moved on meanwhile */
export function sendMove({ id, version }: Pick<Ticket, 'id' | 'version'>, step: Step): Promise<Ticket> {
  const params = { path: { id } };
  if (step.move === 'start') return contentOf(POST('/api/v1/tickets/{id}/start', { params, body: { version } }));
  if (step.move === 'close') return contentOf(POST('/api/v1/tickets/{id}/close', { params, body: { version } }));
  if (step.move === 'hold') {
    const { move: _, ...words } = step;
    return contentOf(POST('/api/v1/tickets/{id}/hold', { params, body: { ...words, version } }));
  }
  if (step.move === 'resolve') {
    const { move: _, ...words } = step;
    return contentOf(POST('/api/v1/tickets/{id}/resolve', { params, body: { ...words, version } }));
  }
  if (step.move === 'reopen') {
    const { move: _, ...words } = step;
    return contentOf(POST('/api/v1/tickets/{id}/reopen', { params, body: { ...words, version } }));
  }
  return contentOf(POST('/api/v1/tickets/{id}/cancel', { params, body: { reason: step.reason, version } }));
}
