/** The master data of a machine as they are typed, and what of them has changed. */
import type { Machine } from './use-machine.ts';

export const textFields = ['name', 'manufacturer', 'model', 'serial_number', 'notes'] as const;
export const numberFields = ['hourly_cost', 'target_oee', 'micro_stop_seconds'] as const;
export const choiceFields = ['place_id', 'criticality'] as const;

type Field = (typeof textFields)[number] | (typeof numberFields)[number] | (typeof choiceFields)[number];
export type MachineForm = Readonly<Record<Field, string>>;
export type MachineData = Pick<Machine, Field>;

const allFields: readonly Field[] = [...textFields, ...numberFields, ...choiceFields];

export function formOf(machine: MachineData): MachineForm {
  return Object.fromEntries(allFields.map((field) => [field, String(machine[field] ?? '')])) as MachineForm;
}

const isNumber = (field: Field) => field === 'place_id' || numberFields.some((each) => each === field);

/**
 * Fields that hold something else than before; an emptied one is null. Numbers may have a decimal comma.
 *
 * What is no number is sent as it is typed, so that the server refuses it: as JSON it would be null, and empty the field.
 */
export function changesOf(machine: MachineData, form: MachineForm): Partial<MachineData> {
  const before = formOf(machine);
  const changed = allFields.filter((field) => form[field].trim() !== before[field].trim());
  return Object.fromEntries(
    changed.map((field) => {
      const text = form[field].trim();
      if (text === '') return [field, field === 'name' ? '' : null];
      const number = Number(text.replace(',', '.'));
      return [field, isNumber(field) && Number.isFinite(number) ? number : text];
    }),
  ) as Partial<MachineData>;
}
