/**
 * What FourJaw's replies must look like, and what is taken of them. A reply with anything of another form is refused
 * whole: it says nothing reliable. What a period means is checked where it is recorded, by the rules of a CSV row.
 */
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { parseInstant } from '../../../kernel/instant.ts';
import type { PeriodCells } from '../../ingestion/index.ts';
import { FourJawFailure } from './failures.ts';

const optionalText = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]));

/** Members that are not named are not read. */
const PeriodItem = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  machine_id: Type.String({ minLength: 1, maxLength: 200 }),
  downtime_reason_name: optionalText(10_000),
  start_timestamp: Type.String({ minLength: 1, maxLength: 100 }),
  end_timestamp: optionalText(100),
  productivity: optionalText(100),
  classification: Type.String({ minLength: 1, maxLength: 100 }),
});

const size = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]));
const PeriodsPage = Type.Object({ items: Type.Array(PeriodItem), total: size, page_size: size });

const Parent = Type.Object({ id: Type.String({ maxLength: 200 }) });
const AssetItem = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  display_name: optionalText(500),
  name: optionalText(500),
  level_name: optionalText(200),
  parent_id: optionalText(200),
  parent: Type.Optional(Type.Union([Parent, Type.Null()])),
  children: Type.Optional(Type.Union([Type.Array(Type.Unknown(), { maxItems: 10_000 }), Type.Null()])),
});
const AssetsPage = Type.Union([Type.Object({ items: Type.Array(AssetItem) }), Type.Array(AssetItem)]);

export interface PeriodsReply {
  readonly items: readonly PeriodCells[];
  /** There is more in the window than the reply holds, or may be. */
  readonly isFull: boolean;
}

export interface Asset {
  readonly id: string;
  readonly name: string;
  readonly levelName: string | null;
  readonly parentId: string | null;
  readonly hasChildren: boolean;
}

export interface PeriodsQuery {
  readonly machineId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** @throws FourJawFailure invalid */
export function readPeriods(body: unknown, query: PeriodsQuery, pageSize: number): PeriodsReply {
  if (!Check(PeriodsPage, body)) throw misshapen('status periods');
  const { items, total, page_size: given } = body;
  if (!isAbout(items, query)) throw new FourJawFailure('invalid', 'FourJaw’s reply is to another question');
  // a service that gives smaller pages than it was asked for would otherwise look as if that were all
  const isFull = items.length >= Math.min(pageSize, given ?? pageSize) || (total ?? 0) > items.length;
  return { items: items.map(toCells), isFull: isFull && items.length > 0 };
}

/** @throws FourJawFailure invalid */
export function readAssets(body: unknown): Asset[] {
  if (!Check(AssetsPage, body)) throw misshapen('the assets');
  return (Array.isArray(body) ? body : body.items).map((item) => ({
    id: item.id,
    name: (item.display_name ?? item.name ?? '').trim() || item.id,
    levelName: item.level_name ?? null,
    parentId: item.parent_id ?? item.parent?.id ?? null,
    hasChildren: (item.children ?? []).length > 0,
  }));
}

/**
 * Whether a page can be the one that was asked for. At most one period of a machine goes on from before a window; all
 * others begin in it, so a page of which none does is another one, sent again. Edges are anybody's.
 */
function isAbout(items: readonly Static<typeof PeriodItem>[], { machineId, fromMs, toMs }: PeriodsQuery): boolean {
  const own = items.filter((item) => item.machine_id === machineId);
  if (own.length === 0) return items.length === 0;
  const starts = own.map((item) => parseInstant(item.start_timestamp.trim())?.ms);
  // what is no time is refused by itself
  if (starts.some((startMs) => startMs === undefined || (startMs >= fromMs && startMs <= toMs))) return true;
  const [only] = own;
  const endMs = only?.end_timestamp == null ? toMs : (parseInstant(only.end_timestamp.trim())?.ms ?? toMs);
  return own.length === 1 && (starts[0] ?? 0) <= toMs && endMs >= fromMs;
}

function toCells(item: Static<typeof PeriodItem>): PeriodCells {
  return {
    id: item.id,
    machine_id: item.machine_id,
    name: '',
    downtime_reason_name: item.downtime_reason_name ?? '',
    start_timestamp: item.start_timestamp,
    end_timestamp: item.end_timestamp ?? '',
    productivity: item.productivity ?? '',
    classification: item.classification,
    duration_seconds: '',
  };
}

function misshapen(what: string): FourJawFailure {
  return new FourJawFailure('invalid', `FourJaw’s reply is not of the form of ${what}`);
}
