/** The master data of a component as they are typed, and what of them has changed. */
import { numberIn } from './bookings.ts';
import type { Component } from './use-stock.ts';

const textFields = ['component_name', 'stock_code', 'unit', 'category', 'supplier', 'supplier_code', 'notes'] as const;
const numberFields = ['unit_cost', 'lead_time_days'] as const;
const allFields = [...textFields, ...numberFields];

export type ComponentField = (typeof textFields)[number] | (typeof numberFields)[number];
export type ComponentForm = Readonly<Record<ComponentField, string>>;
export type ComponentData = Pick<Component, ComponentField>;

export const emptyForm: ComponentForm = {
  component_name: '',
  stock_code: '',
  unit: '',
  category: '',
  supplier: '',
  supplier_code: '',
  notes: '',
  unit_cost: '',
  lead_time_days: '',
};

export function formOf(component: ComponentData): ComponentForm {
  return Object.fromEntries(allFields.map((field) => [field, String(component[field] ?? '')])) as ComponentForm;
}

/** What cannot be empty is sent as it is: the server says what is wrong. */
const isNeeded = (field: ComponentField) => field === 'component_name' || field === 'unit';

function valueOf(field: ComponentField, typed: string): string | number | null {
  const text = typed.trim();
  if (text === '') return isNeeded(field) ? '' : null;
  return numberFields.some((each) => each === field) ? (numberIn(text) ?? Number.NaN) : text;
}

/** Fields that hold something else than before; an emptied one is null. */
export function changesOf(before: ComponentForm, form: ComponentForm): Partial<ComponentData> {
  const changed = allFields.filter((field) => form[field].trim() !== before[field].trim());
  return Object.fromEntries(changed.map((field) => [field, valueOf(field, form[field])])) as Partial<ComponentData>;
}

/** What was typed here, over what somebody else has saved meanwhile. */
export function typedOver(before: ComponentForm, form: ComponentForm, latest: ComponentForm): ComponentForm {
  const typed = allFields.filter((field) => form[field] !== before[field]);
  return { ...latest, ...Object.fromEntries(typed.map((field) => [field, form[field]])) };
}
