/**
 * A payload of cuts → cuts, one or several. Pure.
 *
 * A point that is wrong is refused by itself: a machine is told of no mistake, so the good ones beside it are kept.
 */
import { Compile } from 'typebox/compile';
import { parseInstant } from '../../../kernel/instant.ts';
import { CUTS_PER_CALL_MAX, type NewCut } from '../../production/index.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import { CutOfMachine, CutOnSharedTopic, type CutPoint } from './cut-messages.schemas.ts';
import type { CutTopic } from './signal-topics.ts';

export interface ReadCuts {
  readonly cuts: readonly NewCut[];
  readonly refused: readonly RefusedSignal[];
}

const ofMachine = Compile(CutOfMachine);
const onSharedTopic = Compile(CutOnSharedTopic);

export function readCutMessage({ machineId }: CutTopic, payload: Buffer, receivedAt: number): ReadCuts {
  let content: unknown;
  try {
    content = JSON.parse(payload.toString('utf8'));
  } catch {
    return whole(payload, 'payload-malformed', 'The payload is no JSON.');
  }
  if (!Array.isArray(content)) return readPoints(machineId, [content], receivedAt, () => payload);
  if (content.length > CUTS_PER_CALL_MAX) {
    return whole(payload, 'payload-invalid', `A message has at most ${CUTS_PER_CALL_MAX} cuts.`);
  }
  return readPoints(machineId, content, receivedAt, (point) => Buffer.from(JSON.stringify(point)));
}

function readPoints(
  machineId: string | undefined,
  points: readonly unknown[],
  receivedAt: number,
  payloadOf: (point: unknown) => Buffer,
): ReadCuts {
  const cuts: NewCut[] = [];
  const refused: RefusedSignal[] = [];
  const schema = machineId === undefined ? onSharedTopic : ofMachine;
  for (const point of points) {
    const read = schema.Check(point) ? toCut(point as CutPoint, machineId, receivedAt) : firstFault(schema, point);
    if (typeof read !== 'string') cuts.push(read);
    else refused.push({ reason: 'payload-invalid', detail: read, payload: payloadOf(point) });
  }
  return { cuts, refused };
}

/** @returns a sentence where it cannot be one */
function toCut(point: CutPoint, ofTopic: string | undefined, receivedAt: number): NewCut | string {
  const machineId = ofTopic ?? point.machine_id ?? '';
  if (point.machine_id !== undefined && point.machine_id !== machineId) {
    return `machine_id is '${point.machine_id}', but the topic is of the machine '${machineId}'.`;
  }
  const occurredAt = point.timestamp_utc === undefined ? receivedAt : parseInstant(point.timestamp_utc)?.ms;
  if (occurredAt === undefined) return 'timestamp_utc is no RFC 3339 time, for example 2026-09-02T14:23:01.250Z.';
  return {
    machineId,
    occurredAt,
    count: point.cut_count ?? 1,
    sourceId: point.source_id ?? null,
    sourceSequence: point.source_sequence ?? null,
  };
}

function firstFault(schema: typeof ofMachine | typeof onSharedTopic, point: unknown): string {
  const [error] = schema.Errors(point);
  const where = error?.instancePath.replace(/^\//, '').replaceAll('/', '.') ?? '';
  return `${where === '' ? 'A cut' : where} ${error?.message ?? 'is not as described'}.`;
}

function whole(payload: Buffer, reason: RefusedSignal['reason'], detail: string): ReadCuts {
  return { cuts: [], refused: [{ reason, detail, payload }] };
}
