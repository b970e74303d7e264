/** The master data of a component as they are typed, and what of them has changed. */
import { numberIn, typedNumber, wholeIn } from '../../format/typed-number.ts';
import type { Component } from './use-stock.ts';

const textFields = ['component_name', 'stock_code', 'unit', 'category', 'supplier', 'supplier_code', 'notes'] as const;
const numberFields = ['unit_cost', 'lead_time_days'] as const;

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

/** @param locale by whose signs numbers are typed */
export function formOf(component: ComponentData, locale: string): ComponentForm {
  const texts = textFields.map((field) => [field, component[field] ?? '']);
  const numbers = numberFields.map((field) => [field, typedNumber(component[field], locale)]);
  return Object.fromEntries([...texts, ...numbers]) as ComponentForm;
}

/** Numbers that are typed so that nobody can read them: nothing is sent until they are right. */
export function wrongNumbers(form: ComponentForm, locale: string): ReadonlySet<ComponentField> {
  return new Set(
    numberFields.filter((field) => form[field].trim() !== '' && numberOf(field, form, locale) === undefined),
  );
}

function numberOf(field: (typeof numberFields)[number], form: ComponentForm, locale: string): number | undefined {
  return field === 'unit_cost' ? numberIn(form[field], locale) : wholeIn(form[field]);
}

/** What cannot be empty is sent as it is: the server says what is wrong. */
const isNeeded = (field: ComponentField) => field === 'component_name' || field === 'unit';

function textOf(field: ComponentField, form: ComponentForm): string | null {
  return form[field].trim() || (isNeeded(field) ? '' : null);
}

/** Fields that hold something else than before; an emptied one is null. */
export function changesOf(before: ComponentForm, form: ComponentForm, locale: string): Partial<ComponentData> {
  const isChanged = (field: ComponentField) => form[field].trim() !== before[field].trim();
  const texts = textFields.filter(isChanged).map((field) => [field, textOf(field, form)]);
  const numbers = numberFields.filter(isChanged).map((field) => [field, numberOf(field, form, locale) ?? null]);
  return Object.fromEntries([...texts, ...numbers]) as Partial<ComponentData>;
}
