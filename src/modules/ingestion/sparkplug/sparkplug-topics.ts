/** Topics of Sparkplug B: what a topic says, and who may publish and subscribe where. Pure. */
import type { Permission } from '../../../kernel/access.ts';
import type { TopicRight } from '../../../platform/transport/index.ts';
import { deviceMessages, nodeMessages, type SparkplugTopic, type SparkplugType } from './sparkplug.types.ts';

/** Below it is everything of Sparkplug B. */
export const SPARKPLUG = 'spBv1.0/';
/** Of a group, a node or a device. */
const NAME_LENGTH_MAX = 200;

/** Undefined for what is not read: commands, states of hosts, and what is no topic of Sparkplug. */
export function sparkplugTopicOf(topic: string): SparkplugTopic | undefined {
  if (!topic.startsWith(SPARKPLUG)) return undefined;
  const [group, type, node, device, ...rest] = topic.slice(SPARKPLUG.length).split('/');
  if (!isName(group) || !isName(node) || rest.length > 0) return undefined;
  const types: readonly string[] = device === undefined ? nodeMessages : deviceMessages;
  if (type === undefined || !types.includes(type) || (device !== undefined && !isName(device))) return undefined;
  return { group, node, type: type as SparkplugType, device };
}

function isName(level: string | undefined): level is string {
  return level !== undefined && level !== '' && level.length <= NAME_LENGTH_MAX;
}

export const commandTopicOf = (group: string, node: string) => `${SPARKPLUG}${group}/NCMD/${node}`;

const stateFilter = `${SPARKPLUG}STATE/+`;

/** What nodes and devices tell. */
export const sparkplugFilters: readonly string[] = [
  ...nodeMessages.map((type) => `${SPARKPLUG}+/${type}/+`),
  ...deviceMessages.map((type) => `${SPARKPLUG}+/${type}/+/+`),
];

/** Any of them lets a node speak; what of its metrics counts is what each of them allows. */
const recording: readonly Permission[] = ['cuts:record', 'status:record', 'telemetry:record'];

const rightsOfNodes = (action: TopicRight['action'], filters: readonly string[]): TopicRight[] =>
  filters.flatMap((filter) => recording.map((permission) => ({ action, filter, permission })));

/** Nobody commands a node but MillDash: no line lets anybody publish NCMD or DCMD. */
export const sparkplugRights: readonly TopicRight[] = [
  ...rightsOfNodes('publish', [...sparkplugFilters, stateFilter]),
  ...rightsOfNodes('subscribe', [`${SPARKPLUG}+/NCMD/#`, `${SPARKPLUG}+/DCMD/#`, stateFilter]),
  {
    action: 'subscribe',
    filter: `${SPARKPLUG}#`,
    permission: 'production:read',
    beside: ['timeline:read', 'machines:read'],
  },
];
