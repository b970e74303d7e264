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
}

export interface AsyncDescription {
  readonly messages: readonly MessageDescription[];
  readonly channels: readonly ChannelDescription[];
}

const servers = {
  mqtt: {
    host: 'localhost:1883',
    protocol: 'mqtt',
    protocolVersion: '3.1.1',
    title: 'The broker',
    description:
      'The one that comes with MillDash, or another one with MQTT 5 that `MQTT_URL` names. `GET /api/v1/messaging/status` says where devices connect to.',
    security: [{ $ref: '#/components/securitySchemes/deviceKey' }],
  },
  live: {
    host: 'localhost:8000',
    protocol: 'ws',
    title: 'Live connections',
    description: 'Also over TLS (`wss`), behind a proxy.',
    security: [{ $ref: '#/components/securitySchemes/bearer' }, { $ref: '#/components/securitySchemes/apiKey' }],
  },
  stream: {
    host: 'localhost:8000',
    protocol: 'http',
    title: 'Server-sent events',
    description: 'Also over TLS (`https`), behind a proxy.',
    security: [{ $ref: '#/components/securitySchemes/bearer' }, { $ref: '#/components/securitySchemes/apiKey' }],
  },
} as const;

export type ServerName = keyof typeof servers;

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
  const operations: Record<string, Json> = {};
  for (const channel of description.channels) {
    if (channels[channel.name] !== undefined) throw new Error(`Two channels have the name '${channel.name}'.`);
    channels[channel.name] = describeChannel(channel, messages);
    for (const action of ['receive', 'send'] as const) {
      const operation = describeOperation(channel, action);
      if (operation !== undefined) operations[`${action}${capitalised(channel.name)}`] = operation;
    }
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'MillDash', version, description: INTRODUCTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers,
    channels,
    operations,
    components: { schemas: schemas.components, messages, securitySchemes },
  };
}

function describeChannel(channel: ChannelDescription, messages: Readonly<Record<string, Json>>): Json {
  const { address, server, summary, description, parameters = {}, received = [], sent = [] } = channel;
  const names = [...new Set([...received, ...sent])];
  const unknown = names.filter((name) => messages[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`Channel '${channel.name}' has messages that nobody describes: ${unknown.join(', ')}.`);
  return {
    address,
    title: summary,
    ...(description === undefined ? {} : { description }),
    servers: [{ $ref: `#/servers/${server}` }],
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, { description: text }])),
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function describeOperation(channel: ChannelDescription, action: 'receive' | 'send'): Json | undefined {
  const { name, summary, server, permissions } = channel;
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
    ...(server === 'mqtt' ? { bindings: { mqtt: { qos: 1, retain: false, bindingVersion: '0.2.0' } } } : {}),
  };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
