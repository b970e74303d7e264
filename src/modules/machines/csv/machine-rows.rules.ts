/** A line of a machine file, as it is read: which columns there are, and what their cells may say. */

import type { CsvFileKind } from '../../../kernel/csv-import.ts';
import { readCsvNumber } from '../../../kernel/csv-numbers.ts';
import { type CsvRejection, type CsvRow, csvColumns, rejectionOf } from '../../../kernel/csv-table.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { MACHINE_NAME_LENGTH_MAX, machineIdProblem } from '../machines.rules.ts';
import type { Criticality, MachineDetails } from '../machines.types.ts';

/** Characters that a cell may have, as over HTTP. */
const lengths = {
  name: MACHINE_NAME_LENGTH_MAX,
  place: 400,
  manufacturer: 120,
  model: 120,
  serial_number: 120,
  notes: 4_000,
} as const;
type TextColumn = keyof typeof lengths;
const textColumns = Object.keys(lengths) as TextColumn[];

/** As over HTTP. */
const numbers = {
  hourly_cost: { max: 1_000_000_000 },
  target_oee: { max: 100 },
  micro_stop_seconds: { max: 86_400 },
} as const;
type NumberColumn = keyof typeof numbers;
const numberColumns = Object.keys(numbers) as NumberColumn[];

export type MachineColumn = 'id' | 'criticality' | TextColumn | NumberColumn;

const criticalities: readonly Criticality[] = ['A', 'B', 'C'];

/** What a line says: an empty cell, or a column that the file does not have, says nothing. */
export interface MachineRow {
  readonly line: number;
  readonly id: string | undefined;
  readonly details: Partial<Omit<MachineDetails, 'placeId'>> & { readonly name: string };
  /** Names of site, area and line, joined by ` / `. */
  readonly place: string | undefined;
}

/** Reads every cell; the first one that cannot be is what is wrong with the line. */
function readMachineRow({ line, cells }: CsvRow<MachineColumn>): MachineRow | CsvRejection {
  const refuse = (column: MachineColumn, message: string) => rejectionOf(line, column, message, cells[column] ?? '');
  const texts: Partial<Record<TextColumn, string>> = {};
  for (const column of textColumns) {
    const cell = cells[column] ?? '';
    const text = column === 'notes' ? cell.trim() : tidyName(cell);
    if (text.length > lengths[column]) return refuse(column, `is longer than ${lengths[column]} characters`);
    if (text !== '') texts[column] = text;
  }
  const { name, place, manufacturer, model, serial_number: serialNumber, notes } = texts;
  if (name === undefined) return refuse('name', 'is empty: a machine needs a name');
  const { id } = cells;
  const problem = id === undefined ? undefined : machineIdProblem(id);
  if (problem !== undefined) return refuse('id', problem);
  const amounts: Partial<Record<NumberColumn, number>> = {};
  for (const column of numberColumns) {
    const cell = cells[column];
    if (cell === undefined) continue;
    const amount = readCsvNumber(cell, numbers[column]);
    if (amount === undefined) {
      return refuse(column, `must be a number from 0 to ${numbers[column].max}, with a point for decimals`);
    }
    amounts[column] = amount;
  }
  const criticality = criticalities.find((one) => one === cells.criticality?.toUpperCase());
  if (cells.criticality !== undefined && criticality === undefined) return refuse('criticality', 'must be A, B or C');
  const { hourly_cost: hourlyCost, target_oee: targetOee, micro_stop_seconds: microStopSeconds } = amounts;
  return {
    line,
    id,
    place,
    details: {
      name,
      ...(criticality && { criticality }),
      ...(hourlyCost !== undefined && { hourlyCost }),
      ...(targetOee !== undefined && { targetOee }),
      ...(microStopSeconds !== undefined && { microStopMs: Math.round(microStopSeconds * 1_000) }),
      ...(manufacturer !== undefined && { manufacturer }),
      ...(model !== undefined && { model }),
      ...(serialNumber !== undefined && { serialNumber }),
      ...(notes !== undefined && { notes }),
    },
  };
}

export const machineFile: CsvFileKind<MachineColumn, MachineRow> = {
  columns: csvColumns<MachineColumn>(['name'], ['id', ...textColumns, 'criticality', ...numberColumns]),
  read: readMachineRow,
  rowsMax: 10_000,
};
