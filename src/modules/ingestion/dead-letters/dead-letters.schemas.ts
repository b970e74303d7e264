/** What requests and answers about dead letters look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  idParams,
  instantField,
  limitParameter,
  orNull,
  pageOf,
} from '../../../platform/http/index.ts';
import { deadLetterReasons, PAYLOAD_BYTES_KEPT } from './dead-letters.types.ts';

const reason = Type.Enum([...deadLetterReasons], { description: 'Why it could not be used.' });
const topic = Type.String({
  minLength: 1,
  maxLength: 512,
  description: 'The topic it came on.',
  examples: ['milldash/v1/machines/6809f67ffc54c40ff1b489cf/cuts'],
});

export const DeadLetterParams = idParams('dead letter');

const filter = { reason: Type.Optional(reason), topic: Type.Optional(topic) };
export const DeadLetterQuery = Type.Object({ ...filter, cursor: cursorParameter, limit: limitParameter });
export const DeadLetterFilterQuery = Type.Object(filter);
export const ReplayBody = Type.Union([
  Type.Object(
    {
      ...filter,
      after: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: '`next_after` of the answer before; absent to begin.',
        }),
      ),
    },
    closed,
  ),
  Type.Null(),
]);

export const DeadLetterAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the letter.', examples: [42] }),
    received_at: instantField('When it came.'),
    topic,
    source: Type.String({ description: 'Kind and name of who sent it.', examples: ['api-key:Line 1'] }),
    reason,
    detail: Type.String({ description: 'What is wrong, for a person.' }),
    encoding: Type.Enum(['utf8', 'base64'], { description: 'How `payload` is written.' }),
    payload: Type.String({
      description: `The message, or the part of it that was refused; ${PAYLOAD_BYTES_KEPT} bytes at most.`,
    }),
    payload_bytes: Type.Integer({ description: 'Bytes that it had.' }),
    cut: Type.Boolean({ description: 'Whether only the beginning is kept: then it cannot be tried again.' }),
    attempts: Type.Integer({ description: 'How often it was tried again.' }),
    replayable: Type.Boolean({
      description: 'Whether it can be tried again: not where it is cut, nor a whole message of Sparkplug.',
    }),
  },
  { title: 'DeadLetter' },
);
export const DeadLetterPage = pageOf(DeadLetterAnswer);

export const ReplayedAnswer = Type.Object(
  {
    accepted: Type.Boolean({ description: 'Whether it was stored; then it is gone from the list.' }),
    dead_letter: orNull(DeadLetterAnswer),
  },
  { title: 'ReplayedDeadLetter' },
);
export const ReplaysAnswer = Type.Object(
  {
    accepted: Type.Integer({ description: 'Letters that were stored and are gone from the list.' }),
    refused: Type.Integer({ description: 'Letters that stay, with the reason as of now.' }),
    passed_over: Type.Integer({ description: 'Letters that can never be tried again, and stay as they are.' }),
    next_after: orNull(Type.Integer({ description: 'Give it as `after` to go on; null when all were tried.' })),
  },
  { title: 'ReplayedDeadLetters' },
);
export const PurgedAnswer = Type.Object(
  { removed: Type.Integer({ description: 'Letters that were removed for good.' }) },
  { title: 'RemovedDeadLetters' },
);
