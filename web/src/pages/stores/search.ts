/** What is asked for, as the addresses of the stores have it, and as the API does. */
import type { paths } from '../../api/schema.d.ts';
import { instantOf } from '../../format/days.ts';
import { isDate } from '../../parts/range/range.ts';

type ComponentQuery = NonNullable<paths['/api/v1/inventory/components/search']['get']['parameters']['query']>;
type MovementQuery = NonNullable<paths['/api/v1/inventory/movements']['get']['parameters']['query']>;
export type ComponentSort = NonNullable<ComponentQuery['sort']>;
export type MovementKind = NonNullable<MovementQuery['kind']>;

export const movementKinds = [
  'opening',
  'receive',
  'issue',
  'return',
  'adjust',
  'transfer',
  'stocktake',
] as const satisfies readonly MovementKind[];
export const componentSorts = ['name', 'stock_code', 'on_hand'] as const satisfies readonly ComponentSort[];
const TEXT_MAX = 120;
const DAY_MS = 86_400_000;

export interface FindSearch {
  readonly text?: string;
  readonly location?: number;
  readonly low?: true;
  /** Also what is out of use. */
  readonly retired?: true;
  readonly sort?: ComponentSort;
  readonly order?: 'desc';
}

export interface MovementSearch {
  readonly component?: number;
  readonly location?: number;
  readonly ticket?: number;
  readonly kind?: MovementKind;
  /** Id or e-mail address of who booked. */
  readonly person?: string;
  /** First day, `2026-11-01`. */
  readonly from?: string;
  /** Last day, itself in the range. */
  readonly to?: string;
  /** The movement that is pointed at. */
  readonly movement?: number;
}

export interface LabelSearch {
  readonly components?: readonly number[];
  readonly machines?: readonly string[];
}

export interface PlaceSearch {
  readonly location?: number;
}

type Unknown = Readonly<Record<string, unknown>>;

/** Without what is not said: an address names only what narrows. */
function said<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

function idIn(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function textIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.slice(0, TEXT_MAX) : undefined;
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

export function findSearch(search: Unknown): FindSearch {
  const sort = oneOf(search['sort'], componentSorts);
  return said({
    text: textIn(search['text']),
    location: idIn(search['location']),
    low: search['low'] === true ? true : undefined,
    retired: search['retired'] === true ? true : undefined,
    sort,
    order: sort !== undefined && search['order'] === 'desc' ? 'desc' : undefined,
  });
}

export function placeSearch(search: Unknown): PlaceSearch {
  return said({ location: idIn(search['location']) });
}

export function movementSearch(search: Unknown): MovementSearch {
  const { from, to } = search;
  return said({
    component: idIn(search['component']),
    location: idIn(search['location']),
    ticket: idIn(search['ticket']),
    kind: oneOf(search['kind'], movementKinds),
    person: textIn(search['person']),
    from: isDate(from) ? from : undefined,
    to: isDate(to) ? to : undefined,
    movement: idIn(search['movement']),
  });
}

export function labelSearch(search: Unknown): LabelSearch {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const components = list(search['components']).flatMap((value) => idIn(value) ?? []);
  const machines = list(search['machines']).flatMap((value) => textIn(value) ?? []);
  return said({
    components: components.length === 0 ? undefined : components,
    machines: machines.length === 0 ? undefined : machines,
  });
}

export function componentQuery({ text, location, low, retired, sort, order }: FindSearch): ComponentQuery {
  return said({
    text,
    location_id: location,
    low,
    retired: retired === true ? undefined : false,
    sort,
    order,
  });
}

/** @param zone of the factory: a day begins at its midnight */
export function movementQuery(search: MovementSearch, zone: string): MovementQuery {
  const midnight = (date: string | undefined, days: number) =>
    date === undefined ? undefined : new Date(instantOf(Date.parse(date) + days * DAY_MS, zone)).toISOString();
  return said({
    component_id: search.component,
    location_id: search.location,
    ticket_id: search.ticket,
    kind: search.kind,
    actor: search.person,
    start_time: midnight(search.from, 0),
    end_time: midnight(search.to, 1),
  });
}
