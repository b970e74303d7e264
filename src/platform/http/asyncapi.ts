/**
 * What comes and goes beside requests, as AsyncAPI 3: topics, frames and streams with the messages on them, made from what
 * modules declare.
 *
 * Put together when it is first asked for, as the description of routes is.
 */
import type { TSchema } from 'typebox';
import { type Json, nameSchemas } from './openapi-schemas.ts';

export interface MessageDescription {
  /** Unique among messages; letters, digits, dots, dashes and underscores. */
  readonly name: string;
  readonly summary: string;
  readonly payload: TSchema;
  /** Default: `application/json`. */
  readonly contentType?: string;
}

export interface ChannelDescription {
  /** Unique among channels. */
  readonly name: string;
  readonly address: string;
  readonly server: ServerName;
  readonly summary: string;
  readonly description?: string;
  /** Words in braces of the address, and what stands for them. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What clients send, and what MillDash sends, by the names of messages. */
  readonly received?: readonly string[];
  readonly sent?: readonly string[];
  /** Who may do either: `` `cuts:record` or `status:record` ``. */
  readonly permissions: { readonly received?: string; readonly sent?: string };
  /** Of MQTT; default: 1. */
  readonly qos?: 0 | 1;
  /** What the address takes, and what headers say, of a live connection. */
  readonly query?: TSchema;
  readonly headers?: TSchema;
  /** Codes or words that a live connection ends with, and what each means. */
  readonly endings?: Readonly<Record<string, string>>;
}

export interface MqttServerDescription {
  readonly name: string;
  readonly protocol: string;
  readonly protocolVersion: string;
  readonly description: string;
}

export interface DescribedServers {
  /** At least one. */
  readonly mqtt: readonly MqttServerDescription[];
  /** As a machine leaves one that says what it does. */
  readonly lastWill: { readonly topic: string; readonly message: string; readonly qos: 0 | 1 | 2 };
}

export interface AsyncDescription {
  readonly servers: DescribedServers;
  readonly messages: readonly MessageDescription[];
  readonly channels: readonly ChannelDescription[];
}

export type ServerName = 'mqtt' | 'live' | 'stream';

/** Everybody may read the document, and a stranger need not know where things of the factory are. */
const here = {
  host: '{host}',
  variables: {
    host: { description: 'Where this document came from, with its port.', examples: ['milldash.factory.example'] },
  },
};
const broker = {
  host: '{broker}',
  variables: {
    broker: {
      description: 'Host and port. `GET /api/v1/messaging/status` tells them to whoever may read settings.',
      examples: ['broker.factory.example:1883'],
    },
  },
};

function describeServers({ mqtt, lastWill }: DescribedServers): Record<string, Json> {
  const people = [{ $ref: '#/components/securitySchemes/bearer' }, { $ref: '#/components/securitySchemes/apiKey' }];
  const brokers = mqtt.map(({ name, ...server }) => [
    name,
    {
      ...broker,
      ...server,
      title: 'The broker',
      security: [{ $ref: '#/components/securitySchemes/deviceKey' }],
      bindings: { mqtt: { lastWill: { ...lastWill, retain: false }, bindingVersion: '0.2.0' } },
    },
  ]);
  return {
    ...Object.fromEntries(brokers),
    live: {
      ...here,
      protocol: 'ws',
      title: 'Live connections',
      description: 'Also over TLS (`wss`), behind a proxy.',
      security: people,
    },
    stream: {
      ...here,
      protocol: 'http',
      title: 'Server-sent events',
      description: 'Also over TLS (`https`), behind a proxy.',
      security: people,
    },
  };
}

const securitySchemes = {
  deviceKey: { type: 'userPassword', description: 'The id of an API key as the user, the key as the password.' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a signed-in user.' },
  apiKey: {
    type: 'httpApiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'An API key. Browsers, which cannot send a header here, give a `ticket` in the query.',
  },
};

const INTRODUCTION =
  'What goes on beside requests, which are described by OpenAPI at `/openapi.json`: machines that report by MQTT, and events ' +
  'as they happen. Operations are from the side of MillDash: it receives what machines and clients send. Events are ' +
  'CloudEvents 1.0 in one order; readers pass over types and fields that they do not know.';

/** @throws when two channels or messages have one name, two different schemas one title, or a channel an unknown message */
export function describeChannels(description: AsyncDescription, { version }: { readonly version: string }): Json {
  const schemas = nameSchemas();
  const messages: Record<string, Json> = {};
  for (const { name, summary, payload, contentType = 'application/json' } of description.messages) {
    if (messages[name] !== undefined) throw new Error(`Two messages have the name '${name}'.`);
    messages[name] = { name, title: name, summary, contentType, payload: schemas.refer(payload) };
  }
  const channels: Record<string, Json> = {};
  const serversOf = ({ server }: ChannelDescription) =>
    server === 'mqtt' ? description.servers.mqtt.map(({ name }) => name) : [server];
  const operations: Record<string, Json> = {};
  for (const channel of description.channels) {
    if (channels[channel.name] !== undefined) throw new Error(`Two channels have the name '${channel.name}'.`);
    channels[channel.name] = describeChannel(channel, messages, { servers: serversOf(channel), refer: schemas.refer });
    for (const action of ['receive', 'send'] as const) {
      const operation = describeOperation(channel, action, schemas.refer);
      if (operation !== undefined) operations[`${action}${capitalised(channel.name)}`] = operation;
    }
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'MillDash', version, description: INTRODUCTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: describeServers(description.servers),
    channels,
    operations,
    components: { schemas: schemas.components, messages, securitySchemes },
  };
}

type Refer = ReturnType<typeof nameSchemas>['refer'];

function describeChannel(
  channel: ChannelDescription,
  messages: Readonly<Record<string, Json>>,
  { servers, refer }: { readonly servers: readonly string[]; readonly refer: Refer },
): Json {
  const { address, server, summary, description, parameters = {}, received = [], sent = [], endings } = channel;
  const names = [...new Set([...received, ...sent])];
  const unknown = names.filter((name) => messages[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`Channel '${channel.name}' has messages that nobody describes: ${unknown.join(', ')}.`);
  return {
    address,
    title: summary,
    ...(description === undefined ? {} : { description }),
    servers: servers.map((name) => ({ $ref: `#/servers/${name}` })),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, { description: text }])),
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    ...(server === 'live'
      ? { bindings: { ws: { method: 'GET', ...opening(channel, refer), bindingVersion: '0.1.0' } } }
      : {}),
    ...(endings === undefined ? {} : { 'x-endings': endings }),
  };
}

/** What a live connection is opened with. */
function opening({ query, headers, server }: ChannelDescription, refer: Refer): Json {
  return {
    ...(query === undefined ? {} : { query: refer(query) }),
    // of a stream the standard has no place for them
    ...(headers === undefined ? {} : { [server === 'live' ? 'headers' : 'x-headers']: refer(headers) }),
  };
}

function describeOperation(channel: ChannelDescription, action: 'receive' | 'send', refer: Refer): Json | undefined {
  const { name, summary, server, permissions, qos = 1 } = channel;
  const side = action === 'receive' ? 'received' : 'sent';
  const messages = channel[side];
  if (messages === undefined) return undefined;
  const permission = permissions[side];
  return {
    action,
    channel: { $ref: `#/channels/${name}` },
    title: summary,
    ...(permission === undefined ? {} : { description: `Needs the permission ${permission}.` }),
    messages: messages.map((message) => ({ $ref: `#/channels/${name}/messages/${message}` })),
    ...(server === 'mqtt' ? { bindings: { mqtt: { qos, retain: false, bindingVersion: '0.2.0' } } } : {}),
    ...(server === 'stream'
      ? { bindings: { http: { method: 'GET', ...opening(channel, refer), bindingVersion: '0.3.0' } } }
      : {}),
  };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
