/** What is said on the topics of machines: an entry for each kind of message. */
import { type TSchema, Type } from 'typebox';
import type { TopicDescription } from '../../../platform/transport/index.ts';
import { CounterOfMachine } from '../counters/counter-messages.ts';
import { CutOfMachine, CutOnSharedTopic } from '../cuts/cut-messages.ts';
import { StatusOfMachine } from '../statuses/status-messages.ts';
import { TelemetryOfMachine } from '../telemetry/telemetry-messages.ts';
import { POINTS_PER_MESSAGE_MAX } from './message-format.ts';
import { MACHINES } from './signal-topics.ts';
import { type SignalKind, signalKinds } from './signals.types.ts';

const kinds: Readonly<
  Record<
    SignalKind,
    { readonly title: string; readonly summary: string; readonly more?: string; readonly point: TSchema }
  >
> = {
  cuts: {
    title: 'CutOfMachine',
    summary: 'Pieces as a machine makes them',
    more: 'An id or a sequence of the source makes a repeat known; without either each point counts.',
    point: CutOfMachine,
  },
  status: {
    title: 'StatusOfMachine',
    summary: 'What a machine does',
    more: 'Leave a last will here, `{"status": "offline"}` without a time and with QoS 1: where the connection is lost, the machine is offline.',
    point: StatusOfMachine,
  },
  counters: { title: 'CounterOfMachine', summary: 'Absolute counters of pieces', point: CounterOfMachine },
  telemetry: { title: 'TelemetryOfMachine', summary: 'Named numbers of a machine', point: TelemetryOfMachine },
};

const POINTS =
  'One point, or an array of up to 1,000; an empty one says nothing. What cannot be used is acknowledged and kept as a dead letter.';

function oneOrMore(point: TSchema, title: string): TSchema {
  const named = { ...point, title };
  return Type.Union([named, Type.Array(named, { maxItems: POINTS_PER_MESSAGE_MAX })]);
}

/** @param sharedCutTopics on which any machine reports: each payload names its own */
export function signalTopicDescriptions(sharedCutTopics: Iterable<string>): TopicDescription[] {
  const ofMachine = signalKinds.map((kind): TopicDescription => {
    const { title, summary, more, point } = kinds[kind];
    return {
      name: `${kind}OfMachine`,
      address: `${MACHINES}{machine_id}/${kind}`,
      levels: { machine_id: 'Id of the machine.' },
      direction: 'in',
      summary,
      description: more === undefined ? POINTS : `${POINTS} ${more}`,
      payload: oneOrMore(point, title),
    };
  });
  const ofAny = Array.from(
    sharedCutTopics,
    (address, at): TopicDescription => ({
      name: at === 0 ? 'cutsOfAnyMachine' : `cutsOfAnyMachine${at + 1}`,
      address,
      direction: 'in',
      summary: 'Pieces of any machine',
      description: `Each point names its machine. ${POINTS}`,
      payload: oneOrMore(CutOnSharedTopic, 'CutOnSharedTopic'),
    }),
  );
  return [...ofMachine, ...ofAny];
}
