import { useQueries } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { SheetLabel } from './label-sheets.tsx';

async function componentLabel(id: number): Promise<SheetLabel> {
  const label = await contentOf(GET('/api/v1/inventory/components/{id}/label', { params: { path: { id } } }));
  const { qr_text: qrText, component_name: name, stock_code: line } = label;
  return { key: `component ${id}`, qrText, name, line };
}

async function machineLabel(id: string): Promise<SheetLabel> {
  const label = await contentOf(GET('/api/v1/machines/{id}/label', { params: { path: { id } } }));
  return { key: `machine ${id}`, qrText: label.qr_text, name: label.name, line: label.place_path };
}

/** What the chosen labels say; those that are not read yet, or are of nothing, are left out. */
export function useLabels(components: readonly number[], machines: readonly string[]): readonly SheetLabel[] {
  return useQueries({
    queries: [
      ...components.map((id) => ({ queryKey: ['stock', 'sheet-label', id], queryFn: () => componentLabel(id) })),
      ...machines.map((id) => ({ queryKey: ['machines', 'sheet-label', id], queryFn: () => machineLabel(id) })),
    ],
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}
