/** What can be loaded from a CSV file, and what came of it, in one shape for all of them. */
import type { Permission } from '../../../api/types.ts';
import type { ImportRemark } from '../../../parts/manage/import-remarks.tsx';

interface ImportKind {
  readonly name: string;
  readonly path: string;
  readonly needs: Permission;
}

export const importKinds = [
  { name: 'status-periods', path: '/api/v1/ingestion/status-periods', needs: 'timeline:write' },
  { name: 'machines', path: '/api/v1/machines/import', needs: 'machines:manage' },
  { name: 'components', path: '/api/v1/inventory/components/import', needs: 'inventory:manage' },
  { name: 'tickets', path: '/api/v1/tickets/import', needs: 'tickets:manage' },
] as const satisfies readonly ImportKind[];

/** What the operations answer; status periods call things by other names than the rest. */
export interface ImportAnswer {
  readonly dry_run: boolean;
  readonly created?: number;
  readonly changed?: number;
  readonly inserted?: number;
  readonly updated?: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly rejects?: readonly ImportRemark[];
  readonly refusals?: readonly ImportRemark[];
}

export interface ImportReport {
  readonly isDry: boolean;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first of them. */
  readonly rejects: readonly ImportRemark[];
}

export function reportOf(answer: ImportAnswer): ImportReport {
  return {
    isDry: answer.dry_run,
    created: answer.created ?? answer.inserted ?? 0,
    changed: answer.changed ?? answer.updated ?? 0,
    unchanged: answer.unchanged,
    refused: answer.refused,
    rejects: answer.rejects ?? answer.refusals ?? [],
  };
}
