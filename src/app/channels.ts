/** What comes and goes beside requests: topics of machines, events by MQTT, the two live connections. */
import { Type } from 'typebox';
import type { Config } from '../config/index.ts';
import { hiddenTopics, systemActor } from '../kernel/access.ts';
import { clientFrames, EventAnswer, type FrameDescription, serverFrames } from '../modules/events/index.ts';
import {
  signalRights,
  signalTopicDescriptions,
  sparkplugRights,
  sparkplugTopicDescriptions,
} from '../modules/ingestion/index.ts';
import { relayRights, relayTopicDescriptions } from '../modules/notifications/index.ts';
import { oldAdminAnswers, oldAdminFrames, oldPageFrames, oldServerFrames } from '../modules/predecessor/index.ts';
import type { AsyncDescription, ChannelDescription, MessageDescription } from '../platform/http/index.ts';
import type { EventTypeDefinition } from '../platform/outbox/index.ts';
import { filterOf, type TopicDescription, type TopicRight } from '../platform/transport/index.ts';
import { eventCatalogue } from '../services/event-catalogue.ts';
import { describedServers } from './described-servers.ts';
import { liveChannels, nameOfFrame, type Side } from './live-channels.ts';

/** Who may publish and subscribe where, at our broker: the lines of all modules. */
export function topicRights({ messaging }: Pick<Config, 'messaging'>): TopicRight[] {
  return [...signalRights(messaging.sharedCutTopics), ...sparkplugRights, ...relayRights];
}

/** What is said there: an entry for each line above. */
export function topicDescriptions({ messaging }: Pick<Config, 'messaging'>): TopicDescription[] {
  return [
    ...signalTopicDescriptions(messaging.sharedCutTopics),
    ...sparkplugTopicDescriptions,
    ...relayTopicDescriptions,
  ];
}

export function describedChannels(config: Config): AsyncDescription {
  const topics = topicDescriptions(config);
  const rights = topicRights(config);
  return {
    servers: describedServers(config),
    messages: [
      ...topics.flatMap(messageOfTopic),
      ...clientFrames.map((frame) => messageOfFrame('client', frame)),
      ...serverFrames.map((frame) => messageOfFrame('server', frame)),
      ...oldPageFrames.map((frame) => messageOfFrame('old-client', frame)),
      ...oldServerFrames.map((frame) => messageOfFrame('old-server', frame)),
      ...onlyOfAdmins(oldAdminFrames, oldPageFrames).map((frame) => messageOfFrame('old-client', frame)),
      ...onlyOfAdmins(oldAdminAnswers, oldServerFrames).map((frame) => messageOfFrame('old-server', frame)),
      ...eventCatalogue.map(messageOfEvent),
    ],
    channels: [...topics.map((topic) => channelOfTopic(topic, rights)), ...liveChannels(allEvents)],
  };
}

const cloudEvent = { ...EventAnswer, title: 'CloudEvent' };
const closedTopics = hiddenTopics({ ...systemActor('describe'), permissions: new Set() });

/** Of the events of people and keys only those with a further permission are told, and nobody by MQTT. */
function isPublic({ type }: EventTypeDefinition): boolean {
  return !closedTopics.includes(type.split('.')[2] ?? '');
}

const nameOf = ({ type }: { readonly type: string }) => type;
const publicEvents = eventCatalogue.filter(isPublic).map(nameOf);
const allEvents = eventCatalogue.map(nameOf);

function messageOfEvent({ type, description, data }: EventTypeDefinition): MessageDescription {
  return {
    name: type,
    summary: description,
    contentType: 'application/cloudevents+json',
    payload: Type.Intersect([cloudEvent, Type.Object({ type: Type.Literal(type), data })]),
  };
}

function messageOfTopic({ name, summary, payload, contentType, direction }: TopicDescription): MessageDescription[] {
  if (payload === 'events' || direction === 'none') return [];
  return [{ name, summary, payload, ...(contentType === undefined ? {} : { contentType }) }];
}

function messageOfFrame(side: Side, { type, summary, payload }: FrameDescription): MessageDescription {
  return { name: nameOfFrame(side, type), summary, payload };
}

function onlyOfAdmins(ofAdmins: readonly FrameDescription[], ofPages: readonly FrameDescription[]) {
  return ofAdmins.filter((frame) => !ofPages.includes(frame));
}

function channelOfTopic(topic: TopicDescription, rights: readonly TopicRight[]): ChannelDescription {
  const { name, address, summary, description, levels = {}, direction, payload, qos } = topic;
  const messages = payload === 'events' ? publicEvents : [name];
  const permissionTo = (action: TopicRight['action']) => {
    const lines = rights.filter((right) => right.action === action && isOfTopic(right, topic));
    return lines.length === 0 ? undefined : lines.map(neededBy).join(' or ');
  };
  const [received, sent] = [permissionTo('publish'), permissionTo('subscribe')];
  if (direction === 'none') {
    const who = sent === undefined ? '' : ` To subscribe needs the permission ${sent}.`;
    return {
      name,
      address,
      server: 'mqtt',
      summary,
      description: `${description ?? summary}${who}`,
      parameters: levels,
      permissions: {},
    };
  }
  return {
    name,
    address,
    server: 'mqtt',
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: levels,
    ...(qos === undefined ? {} : { qos }),
    ...(direction === 'in' ? { received: messages } : {}),
    ...(sent === undefined ? {} : { sent: messages }),
    permissions: { ...(received === undefined ? {} : { received }), ...(sent === undefined ? {} : { sent }) },
  };
}

function neededBy({ permission, beside = [] }: TopicRight): string {
  return [permission, ...beside].map((each) => `\`${each}\``).join(' and ');
}

/** Whether a line of the rights is about what the entry describes. */
export function isOfTopic({ filter }: TopicRight, topic: TopicDescription): boolean {
  return ['/+', '/+/+'].some((ending) => filter.replace(/\/#$/, ending) === filterOf(topic));
}
