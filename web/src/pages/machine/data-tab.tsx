import { FilesCard } from './files-card.tsx';
import { LabelCard } from './label-card.tsx';
import { MasterDataCard } from './master-data-card.tsx';
import { TelemetryCard } from './telemetry-card.tsx';
import type { Machine } from './use-machine.ts';

export function DataTab({ machine }: { readonly machine: Machine }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <MasterDataCard machine={machine} />
      <LabelCard machine={machine} />
      <FilesCard machine={machine} />
      <TelemetryCard machine={machine} />
    </div>
  );
}
