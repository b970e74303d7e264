/**
 * What a component file comes to: which lines make a component, which change one, which are refused.
 *
 * Pure, so a dry run says exactly what a run does. A line finds its component by stock code, else by name. Names and
 * codes that an earlier line has given, taken or freed are not spoken of again: what a line comes to does not depend on
 * which lines have been written already.
 */
import { type CsvRejection, rejectionOf } from '../../../kernel/csv-table.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { changedOf, detailsOf, noDetails } from '../components/component-details.ts';
import type { Component, ComponentDetails } from '../components/components.types.ts';
import type { Location } from '../locations/locations.types.ts';
import { type ComponentRow, keyOf } from './component-rows.rules.ts';

/** What is there already of what the lines name, by the form in which texts are compared. */
export interface Catalogue {
  readonly byName: ReadonlyMap<string, Component>;
  readonly byCode: ReadonlyMap<string, Component>;
  readonly locations: ReadonlyMap<string, Location>;
}

/** Names and codes that earlier lines of the file have given, taken or freed, with the line. */
export interface Claims {
  readonly names: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<string, number>;
}

export const noClaims: Claims = { names: new Map(), codes: new Map() };

export interface PlannedComponent {
  readonly details: ComponentDetails;
  readonly openingStock: number;
  /** Undefined: the first location. */
  readonly location: Location | undefined;
}

export interface PlannedChange {
  readonly before: Component;
  readonly details: ComponentDetails;
}

export interface ComponentPlan {
  readonly creates: readonly PlannedComponent[];
  readonly changes: readonly PlannedChange[];
  readonly unchanged: number;
  readonly rejects: readonly CsvRejection[];
  /** Of lines whose stock is another than a known component has: it is not taken. */
  readonly warnings: readonly CsvRejection[];
  /** Those of before, and of these lines. */
  readonly claims: Claims;
}

export function planComponents(rows: readonly ComponentRow[], catalogue: Catalogue, before: Claims): ComponentPlan {
  const claims = { names: new Map(before.names), codes: new Map(before.codes) };
  const creates: PlannedComponent[] = [];
  const changes: PlannedChange[] = [];
  const rejects: CsvRejection[] = [];
  const warnings: CsvRejection[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const found = targetOf(row, catalogue, claims);
    if ('message' in found) {
      rejects.push(found);
      continue;
    }
    const { target } = found;
    const place = target === undefined ? placeOf(row, catalogue) : undefined;
    if (place !== undefined && 'message' in place) {
      rejects.push(place);
      continue;
    }
    claim(row, target, claims);
    if (target === undefined) {
      creates.push({
        details: { ...noDetails, ...row.details },
        openingStock: row.stock ?? 0,
        location: place?.location,
      });
      continue;
    }
    if (row.stock !== undefined && row.stock !== target.onHand) warnings.push(stockNotTaken(row, target));
    const details = { ...detailsOf(target), ...row.details };
    if (changedOf(target, details).length === 0) unchanged++;
    else changes.push({ before: target, details });
  }
  return { creates, changes, unchanged, rejects, warnings, claims };
}

/** The component that a line speaks of; undefined for a new one. */
function targetOf(
  row: ComponentRow,
  { byName, byCode }: Catalogue,
  claims: Claims,
): { readonly target: Component | undefined } | CsvRejection {
  const { name, code } = keyOf(row);
  const refuse = (column: 'component_name' | 'stock_code', message: string) =>
    rejectionOf(row.line, column, message, column === 'stock_code' ? (row.details.stockCode ?? '') : row.details.name);
  const nameLine = claims.names.get(name);
  if (nameLine !== undefined) return refuse('component_name', `is spoken of in line ${nameLine} already`);
  const codeLine = code === undefined ? undefined : claims.codes.get(code);
  if (codeLine !== undefined) return refuse('stock_code', `is spoken of in line ${codeLine} already`);
  const named = byName.get(name);
  const coded = code === undefined ? undefined : byCode.get(code);
  if (coded !== undefined && named !== undefined && named.id !== coded.id) {
    return refuse('component_name', `belongs to another component than the stock code, which is of '${coded.name}'`);
  }
  if (coded === undefined && code !== undefined && named !== undefined && named.stockCode !== null) {
    return refuse('component_name', `belongs to the component with the stock code '${named.stockCode}'`);
  }
  return { target: coded ?? named };
}

/** A file is of some hour, and stock has moved since: only who counts it now can say that the ledger is wrong. */
function stockNotTaken({ line, stock }: ComponentRow, { onHand }: Component): CsvRejection {
  const message = `is not taken: ${onHand} are on hand, and the stock of a known component is changed by a stocktake, not by an import`;
  return rejectionOf(line, 'current_stock', message, String(stock));
}

/** Where the stock of a new component goes. */
function placeOf(
  row: ComponentRow,
  { locations }: Catalogue,
): { readonly location: Location | undefined } | CsvRejection {
  if ((row.stock ?? 0) === 0 || row.location === undefined) return { location: undefined };
  const location = locations.get(comparisonKey(row.location));
  if (location === undefined) return rejectionOf(row.line, 'location', 'is no location that there is', row.location);
  if (location.retiredAt !== null) return rejectionOf(row.line, 'location', 'is out of use', row.location);
  return { location };
}

function claim(
  row: ComponentRow,
  target: Component | undefined,
  claims: { readonly names: Map<string, number>; readonly codes: Map<string, number> },
): void {
  const { name, code } = keyOf(row);
  claims.names.set(name, row.line);
  if (code !== undefined) claims.codes.set(code, row.line);
  if (target === undefined) return;
  claims.names.set(comparisonKey(target.name), row.line);
  if (target.stockCode !== null) claims.codes.set(comparisonKey(target.stockCode), row.line);
}
