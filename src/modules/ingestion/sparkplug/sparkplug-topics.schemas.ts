/** What is said on the topics of Sparkplug B. */
import { Type } from 'typebox';
import type { TopicDescription } from '../../../platform/transport/index.ts';
import { deviceMessages, nodeMessages, type SparkplugType } from './sparkplug.types.ts';
import { SPARKPLUG } from './sparkplug-topics.ts';

const Payload = Type.String({
  title: 'SparkplugPayload',
  description: 'Bytes of a Sparkplug B payload: protobuf, as org.eclipse.tahu.protobuf.Payload describes it.',
  contentEncoding: 'binary',
});

const payload = { payload: Payload, contentType: 'application/octet-stream' } as const;

const group = 'Group of the edge node.';
const node = 'The edge node.';
const device = 'The device.';
const MAPPED = 'What its metrics mean the setting `sparkplug.mapping` says.';

const told: Readonly<Record<SparkplugType, readonly [name: string, summary: string]>> = {
  NBIRTH: ['sparkplugNodeBirth', 'An edge node is there, with all that it knows of itself'],
  NDATA: ['sparkplugNodeData', 'Values of an edge node that changed'],
  NDEATH: ['sparkplugNodeDeath', 'An edge node is gone, and its devices with it'],
  DBIRTH: ['sparkplugDeviceBirth', 'A device is there, with all that it knows'],
  DDATA: ['sparkplugDeviceData', 'Values of a device that changed'],
  DDEATH: ['sparkplugDeviceDeath', 'A device is gone'],
};

function describe(type: SparkplugType, levels: Readonly<Record<string, string>>): TopicDescription {
  const [name, summary] = told[type];
  return {
    name,
    address: `${SPARKPLUG}{group}/${type}/${Object.keys(levels)
      .slice(1)
      .map((level) => `{${level}}`)
      .join('/')}`,
    levels,
    direction: 'in',
    summary,
    description:
      type === 'NDEATH' ? `${MAPPED} Leave it as the last will, with the \`bdSeq\` of the next birth.` : MAPPED,
    ...payload,
  };
}

export const sparkplugTopicDescriptions: readonly TopicDescription[] = [
  ...nodeMessages.map((type) => describe(type, { group, node })),
  ...deviceMessages.map((type) => describe(type, { group, node, device })),
  {
    name: 'sparkplugHostState',
    address: `${SPARKPLUG}STATE/{host}`,
    levels: { host: 'The host application.' },
    direction: 'in',
    summary: 'Whether a host application is there',
    description: 'Passed on to whoever is subscribed, not kept, and of no meaning to MillDash.',
    payload: Type.Unknown({ title: 'SparkplugHostState' }),
  },
  {
    name: 'sparkplugNodeCommand',
    address: `${SPARKPLUG}{group}/NCMD/{node}`,
    levels: { group, node },
    direction: 'out',
    qos: 0,
    summary: 'An edge node is asked for its births',
    description: 'The metric `Node Control/Rebirth`, with QoS 0, where a message is missing. No other command is sent.',
    ...payload,
  },
  {
    name: 'sparkplugDeviceCommand',
    address: `${SPARKPLUG}{group}/DCMD/{node}/{device}`,
    levels: { group, node, device },
    direction: 'none',
    summary: 'Commands to devices',
    description: 'MillDash sends none, and nobody else may; nodes may subscribe, as the standard wants it.',
    ...payload,
  },
  {
    name: 'sparkplug',
    address: `${SPARKPLUG}{path}`,
    levels: { path: 'Group, type, node and device.' },
    direction: 'out',
    summary: 'Everything of Sparkplug B',
    description: 'For whoever listens along: `spBv1.0/#`, and every filter within it.',
    ...payload,
  },
];
