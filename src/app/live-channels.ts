/** The live connections as channels: what is said on each, how it is opened, and what ends it. */
import { Type } from 'typebox';
import {
  clientFrames,
  endingTexts,
  type FrameDescription,
  SocketQuery,
  StreamHeaders,
  StreamQuery,
  serverFrames,
} from '../modules/events/index.ts';
import { oldAdminAnswers, oldAdminFrames, oldPageFrames, oldServerFrames } from '../modules/predecessor/index.ts';
import type { ChannelDescription } from '../platform/http/index.ts';
import { type Ending, endings } from '../platform/realtime/index.ts';

export type Side = 'client' | 'server' | 'old-client' | 'old-server';

export function nameOfFrame(side: Side, type: string): string {
  return `${side}.${type}`;
}

function namesOf(side: Side, frames: readonly FrameDescription[]): string[] {
  return frames.map(({ type }) => nameOfFrame(side, type));
}

const described = Object.entries(endingTexts) as [Ending, string][];
/** By the code of the close frame. */
const closeCodes = Object.fromEntries(described.map(([word, text]) => [endings[word], `${word}: ${text}`]));
/** By the word that the last block of a stream says. */
const lastWords = Object.fromEntries(described.filter(([word]) => !word.startsWith('message-')));

/** @param events types of all that a stream can hold */
export function liveChannels(events: readonly string[]): ChannelDescription[] {
  return [
    {
      name: 'liveSocket',
      address: '/api/v1/ws',
      server: 'live',
      summary: 'Events over a WebSocket',
      description:
        'Ask for the subprotocol `milldash.v1`. JSON texts, one frame each. Sockets without it speak the frames of the old front end. `x-endings` has the codes that close it; the reason is the word with a sentence.',
      query: Type.Omit(SocketQuery, ['client_id']),
      endings: closeCodes,
      received: namesOf('client', clientFrames),
      sent: namesOf('server', serverFrames),
      permissions: { sent: '`events:read`' },
    },
    {
      name: 'oldSocket',
      address: '/api/v1/ws',
      server: 'live',
      summary: 'Notices to the old front end over a WebSocket',
      description:
        'Without a subprotocol, and with no parameter but `client_id`. A new page has the group `all`. These sockets cannot resume. Strangers are told of tickets and machines only, without texts and names, where the setting `old_front_end.live_without_sign_in` lets them.',
      query: Type.Pick(SocketQuery, ['client_id']),
      endings: closeCodes,
      received: namesOf('old-client', oldPageFrames),
      sent: namesOf('old-server', oldServerFrames),
      permissions: { sent: '`events:read`' },
    },
    {
      name: 'oldAdminSocket',
      address: '/api/v1/ws/admin',
      server: 'live',
      summary: 'Who is connected of the old front end, and notices to try it with',
      query: Type.Pick(SocketQuery, ['client_id', 'ticket']),
      endings: closeCodes,
      received: namesOf('old-client', oldAdminFrames),
      sent: namesOf('old-server', oldAdminAnswers),
      permissions: { received: '`settings:manage`', sent: '`settings:manage`' },
    },
    {
      name: 'eventStream',
      address: '/api/v1/events/stream',
      server: 'stream',
      summary: 'Events as server-sent events',
      description:
        'Blocks of `id: <position>` and `data: <event>`; a block with an id alone moves the position on. `event: end` with `data: {"reason","detail"}` says why the stream ends: `x-endings` has the reasons. The header `Last-Event-ID`, which a browser that comes back sends by itself, comes before `after`.',
      query: StreamQuery,
      headers: StreamHeaders,
      endings: lastWords,
      sent: events,
      permissions: { sent: '`events:read`' },
    },
  ];
}
