import { useQueries } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { SheetLabel } from './label-sheets.tsx';

const componentKey = (id: number) => `component ${id}`;
const machineKey = (id: string) => `machine ${id}`;

async function componentLabel(id: number): Promise<SheetLabel> {
  const label = await contentOf(GET('/api/v1/inventory/components/{id}/label', { params: { path: { id } } }));
  const { qr_text: qrText, component_name: name, stock_code: line } = label;
  return { key: componentKey(id), qrText, name, line };
}

async function machineLabel(id: string): Promise<SheetLabel> {
  const label = await contentOf(GET('/api/v1/machines/{id}/label', { params: { path: { id } } }));
  return { key: machineKey(id), qrText: label.qr_text, name: label.name, line: label.place_path };
}

/** One that was chosen: read, still being read, or of nothing. */
export interface ChosenLabel {
  readonly key: string;
  readonly label: SheetLabel | undefined;
  /** Why it could not be read, or is not yet. */
  readonly error: unknown;
}

/** What the chosen labels say, in the order that they were chosen in. */
export function useLabels(components: readonly number[], machines: readonly string[]): readonly ChosenLabel[] {
  const keys = [...components.map(componentKey), ...machines.map(machineKey)];
  return useQueries({
    queries: [
      ...components.map((id) => ({ queryKey: ['stock', 'sheet-label', id], queryFn: () => componentLabel(id) })),
      ...machines.map((id) => ({ queryKey: ['machines', 'sheet-label', id], queryFn: () => machineLabel(id) })),
    ],
    combine: (results) =>
      results.map(({ data, error, failureReason }, at) => ({
        key: keys[at] ?? '',
        label: data,
        error: data === undefined ? (error ?? failureReason) : null,
      })),
  });
}
