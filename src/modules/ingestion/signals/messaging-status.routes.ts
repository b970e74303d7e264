/** `/api/v1/messaging/status`: whether messages of machines come in and what became of them, and whether events go out. */
import { Type } from 'typebox';
import { orNull, type Routes } from '../../../platform/http/index.ts';
import type { TransportState } from '../../../platform/transport/index.ts';
import type { Signals } from './signals.service.ts';
import { type SignalKind, signalKinds } from './signals.types.ts';

const count = (description: string) => Type.Integer({ description, examples: [0] });

const kindCounts = Type.Object({
  stored: count('Points that are on disk.'),
  repeated: count('Points that were there already, or changed nothing.'),
});

const StatusAnswer = Type.Object(
  {
    transport: Type.Enum(['embedded', 'external', 'none'], {
      description: 'The broker of our own, another one, or none.',
    }),
    addresses: Type.Array(Type.String({ examples: ['mqtt://127.0.0.1:1883'] }), {
      description: 'Where devices connect to.',
    }),
    connections: count('Connections at the moment: of devices at our broker, of ours at another one.'),
    trouble: orNull(Type.String({ description: 'Why messages do not come in; null while all is well.' })),
    messages: Type.Object(
      {
        received: count('Messages that came.'),
        stored: count('Points that are on disk.'),
        repeated: count('Points that were there already, or changed nothing.'),
        clamped: count('Points whose clock was wrong and was replaced by ours.'),
        set_aside: count('Points, or whole messages, that became dead letters.'),
        refused: count('Messages that were not acknowledged: they could not be stored in time, and are sent again.'),
        waiting: count('Messages that wait for a commit now.'),
        by_kind: Type.Object(
          Object.fromEntries(signalKinds.map((kind) => [kind, kindCounts])) as Record<SignalKind, typeof kindCounts>,
          { description: 'Points by the last word of their topic.' },
        ),
      },
      { description: 'Of this process, since it began.' },
    ),
    sparkplug: Type.Object(
      {
        does: Type.Enum(['off', 'unmapped', 'elsewhere', 'reads'], {
          description:
            '`off` where another broker is not asked for it (`MQTT_SPARKPLUG`), `unmapped` while the setting `sparkplug.mapping` says nothing, `elsewhere` where another process reads.',
        }),
        nodes: count('Edge nodes that are remembered.'),
        messages: count('Messages of nodes that the mapping names.'),
        ignored: count('Those of them that counted for nothing: without a birth, out of sequence, sent again.'),
        surplus: count('Those of them whose nodes had no place: too many of one key, or of all.'),
        rebirths: count('How often births were asked for.'),
      },
      { description: 'Messages of Sparkplug B to this process, since it began.' },
    ),
    events: Type.Object(
      {
        relay: Type.Enum(['off', 'unheard', 'elsewhere', 'relays'], {
          description:
            '`off` by the setting `mqtt.relay_events` or without a broker, `unheard` where nothing would reach anybody now, `elsewhere` where another process does it.',
        }),
        published: count('Events that this process has published since it began.'),
        behind: count('Events that waited at the last look.'),
        trouble: orNull(Type.String({ description: 'Why events do not go out; null while all is well.' })),
      },
      { description: 'Events under `milldash/v1/events/`.' },
    ),
  },
  { title: 'MessagingStatus' },
);

/** How messages come in and events go out at the moment. */
export interface MessagingStates {
  state(): TransportState;
  relayState(): {
    readonly does: 'off' | 'unheard' | 'elsewhere' | 'relays';
    readonly events: number;
    readonly behind: number;
    readonly trouble: string | undefined;
  };
}

export function messagingStatusRoutes(signals: Signals, messaging: MessagingStates): Routes {
  return (app) => {
    app.get(
      '/api/v1/messaging/status',
      {
        schema: {
          tags: ['Messages of machines'],
          summary: 'Whether messages of machines come in',
          response: { 200: StatusAnswer },
        },
        config: { permission: 'settings:read' },
      },
      async () => {
        const { kind, addresses, connections, trouble } = messaging.state();
        const { setAside, byKind, ...messages } = signals.counts();
        const relay = messaging.relayState();
        return {
          transport: kind,
          addresses: [...addresses],
          connections,
          trouble: trouble ?? null,
          messages: { ...messages, set_aside: setAside, by_kind: byKind },
          sparkplug: await signals.sparkplug.state(),
          events: {
            relay: relay.does,
            published: relay.events,
            behind: relay.behind,
            trouble: relay.trouble ?? null,
          },
        };
      },
    );
  };
}
