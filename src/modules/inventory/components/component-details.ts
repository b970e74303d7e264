/** A component's details as people give them: which are given, which are fit, and how they read in the audit. */
import { picked } from '../../../kernel/named-fields.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { Component, ComponentDetails } from './components.types.ts';

export const UNIT_DEFAULT = 'pcs';

export const noDetails: Omit<ComponentDetails, 'name'> = {
  stockCode: null,
  unit: UNIT_DEFAULT,
  unitCost: null,
  supplier: null,
  supplierCode: null,
  leadTimeDays: null,
  category: null,
  notes: null,
};
const detailNames = ['name', ...Object.keys(noDetails)];

export function detailsOf(component: Component): ComponentDetails {
  return picked(component, detailNames) as unknown as ComponentDetails;
}

export function auditOf(component: Component): Record<string, unknown> {
  return picked(component, detailNames, (value) => value !== null);
}

/** The given details only, texts tidied; an empty text says nothing and becomes null. @throws validation-failed */
export function tidied(given: Partial<ComponentDetails>): Partial<ComponentDetails> {
  const details = picked(given, detailNames, (value) => value !== undefined);
  for (const name of ['stockCode', 'supplier', 'supplierCode', 'category']) {
    if (typeof details[name] === 'string') details[name] = tidyName(details[name]) || null;
  }
  if (typeof details['notes'] === 'string') details['notes'] = details['notes'].trim() || null;
  if (typeof details['unit'] === 'string') details['unit'] = tidyName(details['unit']) || UNIT_DEFAULT;
  if (typeof details['name'] === 'string') details['name'] = requireFitName('component', details['name']);
  return details as Partial<ComponentDetails>;
}

/** Which details a change really changes. */
export function changedOf(before: ComponentDetails, details: ComponentDetails): (keyof ComponentDetails)[] {
  return (Object.keys(details) as (keyof ComponentDetails)[]).filter((name) => details[name] !== before[name]);
}
