/** What one reader sees of the stream, in the frames that they speak. */
import { formatPosition } from '../../kernel/event-positions.ts';
import { encoded, type StreamedEvent, type View } from '../../platform/realtime/index.ts';
import { isWanted, type LiveFilter } from './live-filter.rules.ts';

/** One frame of a WebSocket: `{"type":"events","subscription":…,"events":[…],"next_after":…}`. */
export function socketView(subscription: string, filter: LiveFilter, hiddenTopics: readonly string[]): View {
  const head = `{"type":"events","subscription":${JSON.stringify(subscription)},"events":[`;
  return {
    key: JSON.stringify(['socket', subscription, filter, hiddenTopics]),
    matches: (event) => isWanted(filter, hiddenTopics, event),
    render: (events, epoch, upTo) =>
      encoded([
        head,
        ...events.flatMap((event, at) => (at === 0 ? [event.json()] : [',', event.json()])),
        `],"next_after":"${formatPosition(epoch, upTo)}"}`,
      ]),
  };
}

/** Server-sent events: each with its place, so that a browser says by itself where it left off. */
export function streamView(filter: LiveFilter, hiddenTopics: readonly string[]): View {
  return {
    key: JSON.stringify(['stream', filter, hiddenTopics]),
    matches: (event) => isWanted(filter, hiddenTopics, event),
    render: (events, epoch, upTo) => encoded([...events.map((event) => block(event, epoch)), placeBlock(epoch, upTo)]),
  };
}

function block(event: StreamedEvent, epoch: string): string {
  return `id: ${formatPosition(epoch, event.sequence)}\ndata: ${event.json()}\n\n`;
}

/** Moves a browser's place on without an event: what was passed over need not be looked at again. */
export function placeBlock(epoch: string, sequence: number): string {
  return `id: ${formatPosition(epoch, sequence)}\n\n`;
}
