/** The master data of a machine as they are typed, and as the API takes them. */
import type { Machine } from './use-machines.ts';

const textFields = ['name', 'manufacturer', 'model', 'serial_number', 'notes'] as const;
const numberFields = ['hourly_cost', 'target_oee', 'micro_stop_seconds'] as const;
const choiceFields = ['place_id', 'criticality'] as const;

type Field = (typeof textFields)[number] | (typeof numberFields)[number] | (typeof choiceFields)[number];
export type MachineForm = Readonly<Record<Field, string>>;
export type MachineData = Pick<Machine, Field>;

const allFields: readonly Field[] = [...textFields, ...numberFields, ...choiceFields];
const numbers: ReadonlySet<string> = new Set<Field>([...numberFields, 'place_id']);

/** @param machine undefined for a new one */
export function formOf(machine: MachineData | undefined): MachineForm {
  return Object.fromEntries(allFields.map((field) => [field, String(machine?.[field] ?? '')])) as MachineForm;
}

/**
 * As the API takes it: an emptied field is null, a number may have a decimal comma.
 *
 * What is no number is sent as it is typed, so that the server refuses it: as JSON it would be null, and empty the field.
 */
export function bodyOf(fields: Partial<MachineForm>): Partial<MachineData> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, typed]) => {
      const text = typed.trim();
      if (text === '') return [field, field === 'name' ? '' : null];
      const number = Number(text.replace(',', '.'));
      return [field, numbers.has(field) && Number.isFinite(number) ? number : text];
    }),
  ) as Partial<MachineData>;
}
