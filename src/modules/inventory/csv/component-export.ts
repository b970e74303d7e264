/** Components as CSV. The columns are those that an import reads, and some more that it ignores. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findComponentsMadeAfter, findOnlyLocations, withStock } from '../components/components.queries.ts';
import type { ComponentFilter, ListedComponent } from '../components/components.types.ts';
import { freeOn } from '../stock/stock.rules.ts';
import type { InventoryTables } from '../tables.ts';
import type { ComponentColumn } from './component-rows.rules.ts';

export interface ComponentExport {
  /** In the order in which they were made. */
  exportComponents(filter: ComponentFilter): AsyncIterable<string>;
}

/** `location` is null where the stock is at none or at several. */
type LocatedComponent = ListedComponent & { readonly location: string | null };

const columns: CsvColumnsOf<LocatedComponent, ComponentColumn> = {
  component_name: ({ name }) => name,
  stock_code: ({ stockCode }) => stockCode,
  unit: ({ unit }) => unit,
  // as it is kept: the file goes in again, and nothing of it has changed
  unit_cost: ({ unitCost }) => unitCost,
  supplier: ({ supplier }) => supplier,
  supplier_code: ({ supplierCode }) => supplierCode,
  lead_time_days: ({ leadTimeDays }) => leadTimeDays,
  category: ({ category }) => category,
  notes: ({ notes }) => notes,
  current_stock: ({ onHand }) => onHand,
  location: ({ location }) => location,
  reserved: ({ reserved }) => reserved,
  available: freeOn,
  low: ({ low }) => low,
  retired: ({ retiredAt }) => retiredAt !== null,
  id: ({ id }) => id,
};

export function createComponentExport(store: Store): ComponentExport {
  async function located(
    access: TableAccess<InventoryTables>,
    components: Parameters<typeof withStock>[2],
  ): Promise<LocatedComponent[]> {
    const ids = components.map(({ id }) => id);
    const locations = await findOnlyLocations(access, store.engine, ids);
    const listed = await withStock(access, store.engine, components);
    return listed.map((component) => ({ ...component, location: locations.get(component.id) ?? null }));
  }

  return {
    exportComponents: (filter) =>
      csvList(
        columns,
        allPages<LocatedComponent>((last, limit) =>
          // one state of a component and its stock
          store.snapshot(async (access) =>
            located(access, await findComponentsMadeAfter(access, filter, last?.id, limit)),
          ),
        ),
      ),
  };
}
