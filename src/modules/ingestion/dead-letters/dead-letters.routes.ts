/** `/api/v1/dead-letters`: messages of machines that could not be used. */
import { noBody, type Routes } from '../../../platform/http/index.ts';
import {
  DeadLetterAnswer,
  DeadLetterFilterQuery,
  DeadLetterPage,
  DeadLetterParams,
  DeadLetterQuery,
  PurgedAnswer,
  ReplayBody,
  ReplayedAnswer,
  ReplaysAnswer,
} from './dead-letters.schemas.ts';
import type { DeadLetters } from './dead-letters.service.ts';
import { deadLetterToWire } from './dead-letters.wire.ts';

const tags = ['Messages of machines'];
const permission = 'dead-letters:manage';

export function deadLetterRoutes(deadLetters: DeadLetters): Routes {
  return (app) => {
    app.get(
      '/api/v1/dead-letters',
      {
        schema: {
          tags,
          summary: 'Messages that could not be used',
          description: 'Newest first. They are kept within the settings `dead_letters.max` and `dead_letters.days`.',
          querystring: DeadLetterQuery,
          response: { 200: DeadLetterPage },
        },
        config: { permission, errors: ['cursor-invalid'] },
      },
      async (request) => {
        const page = await deadLetters.listDeadLetters(request.query);
        return { items: page.items.map(deadLetterToWire), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/dead-letters/:id',
      {
        schema: { tags, summary: 'One dead letter', params: DeadLetterParams, response: { 200: DeadLetterAnswer } },
        config: { permission, errors: ['dead-letter-not-found'] },
      },
      async (request) => deadLetterToWire(await deadLetters.getDeadLetter(request.params.id)),
    );

    app.post(
      '/api/v1/dead-letters/:id/replay',
      {
        schema: {
          tags,
          summary: 'Try a dead letter again',
          description:
            'As if it came now: when the machine is there, or the clock is taken. Where it fails again it stays, with the reason as of now. A whole message of Sparkplug is true in its sequence only and is refused: the next birth of its node says what is so.',
          params: DeadLetterParams,
          response: { 200: ReplayedAnswer },
        },
        config: { permission, errors: ['dead-letter-not-found', 'dead-letter-cut', 'dead-letter-out-of-sequence'] },
      },
      async (request) => {
        const left = await deadLetters.replayDeadLetter(request.actor, request.params.id);
        return { accepted: left === null, dead_letter: left === null ? null : deadLetterToWire(left) };
      },
    );

    app.post(
      '/api/v1/dead-letters/replay',
      {
        schema: {
          tags,
          summary: 'Try dead letters again',
          description:
            'Up to 1,000 in one transaction, the oldest first; go on with `next_after`. Those that can never be tried again are passed over, and stay as they are: whole messages of Sparkplug, and those of which only the beginning is kept.',
          body: ReplayBody,
          response: { 200: ReplaysAnswer },
        },
        config: { permission },
      },
      async (request) => {
        const { after, ...filter } = request.body ?? {};
        const { accepted, refused, passedOver, nextAfter } = await deadLetters.replayDeadLetters(
          request.actor,
          filter,
          after,
        );
        return { accepted, refused, passed_over: passedOver, next_after: nextAfter };
      },
    );

    app.delete(
      '/api/v1/dead-letters/:id',
      {
        schema: { tags, summary: 'Remove a dead letter for good', params: DeadLetterParams, response: { 204: noBody } },
        config: { permission, errors: ['dead-letter-not-found'] },
      },
      async (request, reply) => {
        await deadLetters.removeDeadLetter(request.actor, request.params.id);
        return reply.code(204).send(null);
      },
    );

    app.delete(
      '/api/v1/dead-letters',
      {
        schema: {
          tags,
          summary: 'Remove dead letters for good',
          description: 'All that pass the filters; without one, all.',
          querystring: DeadLetterFilterQuery,
          response: { 200: PurgedAnswer },
        },
        config: { permission },
      },
      async (request) => ({ removed: await deadLetters.purgeDeadLetters(request.actor, request.query) }),
    );
  };
}
