/**
 * What is known of an edge node, and what its next message means by it. Pure, but that a session changes.
 *
 * unborn --NBIRTH--> born --data, births and deaths of devices, in sequence--> born
 *    ^                 |
 *    +--NDEATH of this birth; a gap, an unknown alias, data without a birth (then births are asked for)
 *
 * While it is unborn only deaths count: what a birth is to come for is said again by it.
 */
import { SECOND_MS } from '../../../kernel/clock.ts';
import { valueAs } from './datatypes.rules.ts';
import type { Meanings, MetricMeaning, SparkplugMapping } from './mapping.rules.ts';
import { BD_SEQ, type SparkplugMetric, type SparkplugPayload, type SparkplugTopic } from './sparkplug.types.ts';

/** A metric that a line of the mapping names, as its birth defines it. */
interface Definition {
  readonly meaning: MetricMeaning;
  readonly datatype: number;
}

/** What a birth has said of its metrics. */
interface Definitions {
  readonly meanings: Meanings;
  readonly byName: ReadonlyMap<string, Definition>;
  /** Null: of a metric that no line names. */
  readonly byAlias: ReadonlyMap<number | bigint, Definition | null>;
}

export interface NodeSession {
  readonly group: string;
  readonly node: string;
  isBorn: boolean;
  /** Of the last birth. */
  bdSeq: bigint | undefined;
  bornAt: number;
  lastSeq: number;
  /** Tells a message that is sent again from one with a wrong number. */
  lastTimestamp: number | undefined;
  lastTopic: string;
  /** By device; the node itself is ''. */
  definitions: Map<string, Definitions>;
  /** Devices from before the last birth of the node that were not born again. */
  awaited: Set<string>;
}

/** A value of a metric that means something. */
export interface Reading {
  readonly meaning: MetricMeaning;
  readonly value: number | boolean | string;
  readonly occurredAt: number;
  readonly isHistorical: boolean;
  /** The state as it is, and not something that has just happened. */
  readonly isFromBirth: boolean;
}

export interface TakenMessage {
  readonly readings: readonly Reading[];
  /** Machines that are offline now. */
  readonly offline: readonly string[];
  /** Why births have to be asked for; absent while all is well. */
  readonly rebirth?: string;
  /** Why the message counts for nothing; absent where it was taken. */
  readonly ignored?: string;
  /** Why the message is none that anybody could take. */
  readonly fault?: string;
}

/** Devices of a node that are remembered. */
const DEVICES_MAX = 500;
/** How long devices may take to be born behind their node. */
const BIRTHS_LAST_MS = 60 * SECOND_MS;
const NODE_ITSELF = '';
const nothing = { readings: [], offline: [] } as const;

export function createSession(group: string, node: string): NodeSession {
  return {
    group,
    node,
    isBorn: false,
    bdSeq: undefined,
    bornAt: 0,
    lastSeq: 0,
    lastTimestamp: undefined,
    lastTopic: '',
    definitions: new Map(),
    awaited: new Set(),
  };
}

/** Metrics that it remembers. */
export function sizeOf({ definitions }: NodeSession): number {
  let size = 0;
  for (const { byName, byAlias } of definitions.values()) size += byName.size + byAlias.size;
  return size;
}

/** What was not kept has to be said again. */
export function loseBirth(session: NodeSession): void {
  session.isBorn = false;
}

export function takeMessage(
  session: NodeSession,
  mapping: SparkplugMapping,
  topic: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  switch (topic.type) {
    case 'NBIRTH':
      return takeNodeBirth(session, mapping, topic, payload, receivedAt);
    case 'NDEATH':
      return takeNodeDeath(session, mapping, payload);
    case 'DDEATH':
      return takeDeviceDeath(session, mapping, topic, payload);
    default: {
      if (topic.type === 'DBIRTH') session.awaited.delete(topic.device ?? NODE_ITSELF);
      const late = findLateDevices(session, mapping, receivedAt);
      const taken = takeInSequence(session, mapping, topic, payload, receivedAt);
      return late.length === 0 ? taken : { ...taken, offline: [...taken.offline, ...late] };
    }
  }
}

function takeNodeBirth(
  session: NodeSession,
  mapping: SparkplugMapping,
  topic: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  if (payload.seq === undefined) return { ...nothing, fault: 'A birth has no seq.' };
  const before = [...session.definitions.keys(), ...session.awaited].filter((name) => name !== NODE_ITSELF);
  session.awaited = new Set(before.slice(0, DEVICES_MAX));
  session.definitions = new Map();
  session.isBorn = true;
  session.bornAt = receivedAt;
  session.bdSeq = bdSeqOf(payload);
  noteSequence(session, topic, payload);
  return takeBirth(session, mapping, topic, payload, receivedAt);
}

function takeNodeDeath(session: NodeSession, mapping: SparkplugMapping, payload: SparkplugPayload): TakenMessage {
  const bdSeq = bdSeqOf(payload);
  if (session.bdSeq !== undefined && bdSeq !== undefined && session.bdSeq !== bdSeq) {
    return { ...nothing, ignored: 'a death of another birth' };
  }
  const { group, node, definitions, awaited } = session;
  const devices = new Set([...definitions.keys(), ...awaited, ...mapping.namedDevices(group, node), NODE_ITSELF]);
  session.isBorn = false;
  session.definitions = new Map();
  session.awaited = new Set();
  return { ...nothing, offline: [...devices].flatMap((device) => machinesWithStatus(session, mapping, device)) };
}

/** Counts whatever its number is: who is gone is in no birth that is asked for. */
function takeDeviceDeath(
  session: NodeSession,
  mapping: SparkplugMapping,
  topic: SparkplugTopic,
  payload: SparkplugPayload,
): TakenMessage {
  const device = topic.device ?? NODE_ITSELF;
  const wrong = session.isBorn ? checkSequence(session, topic, payload) : {};
  session.definitions.delete(device);
  session.awaited.delete(device);
  return { ...nothing, ...wrong, offline: machinesWithStatus(session, mapping, device) };
}

function takeInSequence(
  session: NodeSession,
  mapping: SparkplugMapping,
  topic: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  if (!session.isBorn) return askAgain(session, 'there is no birth of the node');
  const wrong = checkSequence(session, topic, payload);
  if (wrong !== undefined) return { ...nothing, ...wrong };
  return topic.type === 'DBIRTH'
    ? takeBirth(session, mapping, topic, payload, receivedAt)
    : takeData(session, mapping, topic, payload, receivedAt);
}

function askAgain(session: NodeSession, why: string): TakenMessage {
  loseBirth(session);
  return { ...nothing, rebirth: why, ignored: why };
}

type Wrong = Omit<TakenMessage, 'readings' | 'offline'>;

/** Undefined where it is the next one. */
function checkSequence(session: NodeSession, topic: SparkplugTopic, payload: SparkplugPayload): Wrong | undefined {
  const { seq, timestamp } = payload;
  if (seq === undefined) return { fault: 'It has no seq.' };
  const { lastSeq, lastTimestamp, lastTopic } = session;
  if (seq === lastSeq && timestamp === lastTimestamp && lastTopic === nameOf(topic)) {
    return { ignored: 'a message that was sent again' };
  }
  if (seq !== (lastSeq + 1) % 256) {
    const { rebirth = '', ignored = '' } = askAgain(session, `seq ${seq} came behind ${lastSeq}`);
    return { rebirth, ignored };
  }
  noteSequence(session, topic, payload);
  return undefined;
}

function noteSequence(session: NodeSession, topic: SparkplugTopic, { seq = 0, timestamp }: SparkplugPayload): void {
  session.lastSeq = seq;
  session.lastTimestamp = timestamp;
  session.lastTopic = nameOf(topic);
}

const nameOf = ({ type, device }: SparkplugTopic) => `${type}/${device ?? NODE_ITSELF}`;

function takeBirth(
  session: NodeSession,
  mapping: SparkplugMapping,
  { device = NODE_ITSELF }: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  const { group, node, definitions } = session;
  const meanings = mapping.meaningsOf(group, node, device === NODE_ITSELF ? undefined : device);
  if (meanings.size === 0) return nothing;
  if (!definitions.has(device) && definitions.size > DEVICES_MAX) {
    return { ...nothing, fault: `More than ${DEVICES_MAX} devices of one node are not taken.` };
  }
  const byName = new Map<string, Definition>();
  const byAlias = new Map<number | bigint, Definition | null>();
  const readings: Reading[] = [];
  for (const metric of payload.metrics) {
    const meaning = metric.name === undefined ? undefined : meanings.get(metric.name);
    const definition =
      meaning === undefined || metric.datatype === undefined ? null : { meaning, datatype: metric.datatype };
    if (metric.alias !== undefined) byAlias.set(metric.alias, definition);
    if (definition === null) continue;
    byName.set(definition.meaning.metric, definition);
    const reading = readingOf(definition, metric, payload, receivedAt, true);
    if (reading !== undefined) readings.push(reading);
  }
  definitions.set(device, { meanings, byName, byAlias });
  return { readings, offline: [] };
}

function takeData(
  session: NodeSession,
  mapping: SparkplugMapping,
  { device = NODE_ITSELF }: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  const { group, node } = session;
  const known = session.definitions.get(device);
  if (known === undefined) {
    const meanings = mapping.meaningsOf(group, node, device === NODE_ITSELF ? undefined : device);
    return meanings.size === 0 ? nothing : askAgain(session, `there is no birth of the device '${device}'`);
  }
  const readings: Reading[] = [];
  for (const metric of payload.metrics) {
    const definition = findDefinition(known, metric);
    if (definition === undefined) {
      return askAgain(session, `no birth has named the metric ${metric.name ?? `with the alias ${metric.alias}`}`);
    }
    if (definition === null) continue;
    const reading = readingOf(definition, metric, payload, receivedAt, false);
    if (reading !== undefined) readings.push(reading);
  }
  return { readings, offline: [] };
}

/** Null: no line names it. Undefined: it was in no birth. */
function findDefinition(known: Definitions, { name, alias }: SparkplugMetric): Definition | null | undefined {
  if (name === undefined) return alias === undefined ? null : known.byAlias.get(alias);
  return known.meanings.has(name) ? known.byName.get(name) : null;
}

/** Undefined for one that says nothing: null, of bad quality, of another kind. */
function readingOf(
  { meaning, datatype }: Definition,
  metric: SparkplugMetric,
  payload: SparkplugPayload,
  receivedAt: number,
  isFromBirth: boolean,
): Reading | undefined {
  const { isHistorical } = metric;
  const value = metric.isGood && metric.value !== undefined ? valueAs(datatype, metric.value) : undefined;
  // what a birth says is so now, however long ago it began
  const said = isFromBirth && !isHistorical ? payload.timestamp : (metric.timestamp ?? payload.timestamp);
  // a value from before that does not say from when has no place
  if (value === undefined || (isHistorical && said === undefined)) return undefined;
  return { meaning, value, occurredAt: said ?? receivedAt, isHistorical, isFromBirth };
}

/** Whoever was not born again in time is gone: its death was among the messages that were lost. */
function findLateDevices(session: NodeSession, mapping: SparkplugMapping, nowMs: number): readonly string[] {
  if (session.awaited.size === 0 || !session.isBorn || nowMs - session.bornAt < BIRTHS_LAST_MS) return [];
  const late = [...session.awaited].flatMap((device) => machinesWithStatus(session, mapping, device));
  session.awaited = new Set();
  return late;
}

/** A machine that never says what it does could not say that it is back. */
function machinesWithStatus({ group, node }: NodeSession, mapping: SparkplugMapping, device: string): string[] {
  const meanings = mapping.meaningsOf(group, node, device === NODE_ITSELF ? undefined : device);
  const machines = [...meanings.values()].filter(({ kind }) => kind === 'status').map(({ machineId }) => machineId);
  return [...new Set(machines)];
}

function bdSeqOf({ metrics }: SparkplugPayload): bigint | undefined {
  const value = metrics.find(({ name }) => name === BD_SEQ)?.value;
  return typeof value === 'bigint' ? value : undefined;
}
