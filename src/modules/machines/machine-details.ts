/** A machine's details as people give them: which are given, which are fit, and how they read in the audit. */
import { DomainError } from '../../kernel/errors.ts';
import { picked } from '../../kernel/named-fields.ts';
import { requireFitName } from '../../kernel/names.ts';
import { tidyName } from '../../kernel/texts.ts';
import { MACHINE_NAME_LENGTH_MAX, machineIdProblem } from './machines.rules.ts';
import type { Machine, MachineDetails } from './machines.types.ts';

export const noDetails: Omit<MachineDetails, 'name'> = {
  placeId: null,
  criticality: null,
  hourlyCost: null,
  targetOee: null,
  microStopMs: null,
  manufacturer: null,
  model: null,
  serialNumber: null,
  notes: null,
};
const detailNames = ['name', ...Object.keys(noDetails)] as (keyof MachineDetails)[];

export function detailsOf(machine: Machine): MachineDetails {
  return picked(machine, detailNames) as unknown as MachineDetails;
}

export function auditOf(machine: Machine): Record<string, unknown> {
  return picked(machine, detailNames, (value) => value !== null);
}

/** The given details only, texts tidied; an empty text says nothing and becomes null. */
export function tidied(given: Partial<MachineDetails>): Partial<MachineDetails> {
  const details = picked(given, detailNames, (value) => value !== undefined);
  for (const name of ['manufacturer', 'model', 'serialNumber']) {
    if (typeof details[name] === 'string') details[name] = tidyName(details[name]) || null;
  }
  if (typeof details['notes'] === 'string') details['notes'] = details['notes'].trim() || null;
  if (typeof details['name'] === 'string') details['name'] = requireFitName('machine', details['name']);
  return details as Partial<MachineDetails>;
}

export function requireFitId(id: string): void {
  const problem = machineIdProblem(id);
  if (problem !== undefined) throw new DomainError('validation-failed', `The machine id '${id}' ${problem}.`);
}

/** Loaded data is taken as it is: a missing name is the id, an endless one is cut. */
export function fitName(name: string, id: string): string {
  // tidied again: the cut may have gone through a character
  return tidyName(tidyName(name).slice(0, MACHINE_NAME_LENGTH_MAX)) || id;
}
