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
import type { Meanings, SparkplugMapping } from './mapping.rules.ts';
import { type Definitions, type Reading, readBirth, readData } from './metric-readings.rules.ts';
import { BD_SEQ, type SparkplugPayload, type SparkplugTopic } from './sparkplug.types.ts';

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

/** What it remembers: devices, their metrics, and what the table says of them, also where a birth has none of these. */
export function sizeOf({ definitions, awaited }: NodeSession): number {
  let size = awaited.size;
  for (const { meanings, byName, byAlias } of definitions.values()) {
    size += 1 + meanings.size + byName.size + byAlias.size;
  }
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

function noteSequence(session: NodeSession, topic: SparkplugTopic, { seq, timestamp }: SparkplugPayload): void {
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
  const { definitions } = session;
  const meanings = meaningsOf(session, mapping, device);
  if (meanings.size === 0) return nothing;
  if (!definitions.has(device) && definitions.size > DEVICES_MAX) {
    return { ...nothing, fault: `More than ${DEVICES_MAX} devices of one node are not taken.` };
  }
  const read = readBirth(meanings, payload, receivedAt);
  definitions.set(device, read.definitions);
  return { readings: read.readings, offline: [] };
}

function takeData(
  session: NodeSession,
  mapping: SparkplugMapping,
  { device = NODE_ITSELF }: SparkplugTopic,
  payload: SparkplugPayload,
  receivedAt: number,
): TakenMessage {
  const definitions = session.definitions.get(device);
  if (definitions === undefined) {
    const isMeant = meaningsOf(session, mapping, device).size > 0;
    return isMeant ? askAgain(session, `there is no birth of the device '${device}'`) : nothing;
  }
  const read = readData(definitions, payload, receivedAt);
  if (!('alias' in read)) return { readings: read, offline: [] };
  return askAgain(session, `no birth has named the metric ${read.name ?? `with the alias ${read.alias}`}`);
}

function meaningsOf({ group, node }: NodeSession, mapping: SparkplugMapping, device: string): Meanings {
  return mapping.meaningsOf(group, node, device === NODE_ITSELF ? undefined : device);
}

/** Whoever was not born again in time is gone: its death was among the messages that were lost. */
function findLateDevices(session: NodeSession, mapping: SparkplugMapping, nowMs: number): readonly string[] {
  if (session.awaited.size === 0 || !session.isBorn || nowMs - session.bornAt < BIRTHS_LAST_MS) return [];
  const late = [...session.awaited].flatMap((device) => machinesWithStatus(session, mapping, device));
  session.awaited = new Set();
  return late;
}

/** A machine that never says what it does could not say that it is back. */
function machinesWithStatus(session: NodeSession, mapping: SparkplugMapping, device: string): string[] {
  const meanings = [...meaningsOf(session, mapping, device).values()];
  return [...new Set(meanings.filter(({ kind }) => kind === 'status').map(({ machineId }) => machineId))];
}

function bdSeqOf({ metrics }: SparkplugPayload): bigint | undefined {
  const value = metrics.find(({ name }) => name === BD_SEQ)?.value;
  return typeof value === 'bigint' ? value : undefined;
}
