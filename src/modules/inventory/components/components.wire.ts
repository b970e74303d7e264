/** Components and what is where on the wire. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { shownUnitCost } from '../../../kernel/money.ts';
import { freeOn, isLow } from '../stock/stock.rules.ts';
import type { StockLevel } from '../stock/stock.types.ts';
import type {
  ComponentAnswer,
  ComponentChangesBody,
  ListedComponentAnswer,
  StockLevelAnswer,
} from './components.schemas.ts';
import type { ComponentDetails, ComponentWithMachines, ListedComponent } from './components.types.ts';

export function listedToWire(component: ListedComponent, currency: string): Static<typeof ListedComponentAnswer> {
  return {
    id: component.id,
    component_name: component.name,
    stock_code: component.stockCode,
    unit: component.unit,
    unit_cost: shownUnitCost(component.unitCost),
    currency,
    supplier: component.supplier,
    supplier_code: component.supplierCode,
    lead_time_days: component.leadTimeDays,
    category: component.category,
    notes: component.notes,
    current_stock: component.onHand,
    reserved: component.reserved,
    available: freeOn(component),
    low: component.low,
    retired: component.retiredAt !== null,
    retired_at: formatOptionalInstant(component.retiredAt),
    version: component.version,
    created_at: formatInstant(component.createdAt),
    updated_at: formatInstant(component.updatedAt),
    levels: component.levels.map(levelToWire),
  };
}

export function componentToWire(component: ComponentWithMachines, currency: string): Static<typeof ComponentAnswer> {
  return {
    ...listedToWire(component, currency),
    machine_ids: [...component.machineIds],
  };
}

export function levelToWire(level: StockLevel): Static<typeof StockLevelAnswer> {
  return {
    location_id: level.locationId,
    location_name: level.locationName,
    on_hand: level.onHand,
    reserved: level.reserved,
    available: freeOn(level),
    minimum: level.minimum,
    maximum: level.maximum,
    low: isLow(level.minimum, level.onHand),
  };
}

/** Only what the body names. */
export function detailsFromWire(body: Omit<Static<typeof ComponentChangesBody>, 'version'>): Partial<ComponentDetails> {
  const { component_name, stock_code, unit_cost, supplier_code, lead_time_days, ...alike } = body;
  return {
    ...alike,
    ...(component_name === undefined ? {} : { name: component_name }),
    ...(stock_code === undefined ? {} : { stockCode: stock_code }),
    ...(unit_cost === undefined ? {} : { unitCost: unit_cost }),
    ...(supplier_code === undefined ? {} : { supplierCode: supplier_code }),
    ...(lead_time_days === undefined ? {} : { leadTimeDays: lead_time_days }),
  };
}
