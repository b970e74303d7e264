/** Chooses one machine: by its name, by its label from a hand scanner, or by the camera where the browser reads codes. */
import { ScanLine } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { hasCameras } from '../scan/camera.ts';
import { ScanDialog } from '../scan/scan-dialog.tsx';
import { machineOfLabel } from './machine-label.ts';
import { useMachines } from './use-machines.ts';

const SHOWN_MAX = 8;

interface MachineFieldProps {
  readonly machineId: string | undefined;
  /** The name is the id where the machines are not known. */
  readonly onChoose: (machineId: string | undefined, name: string) => void;
  /** What is wrong with the choice. */
  readonly error?: string | undefined;
}

export function MachineField({ machineId, onChoose, error }: MachineFieldProps) {
  const { t } = useTranslation('parts');
  const [text, setText] = useState('');
  const [scans, setScans] = useState(false);
  const known = useMachines();
  const machines = known.data ?? [];
  const nameOf = (id: string) => machines.find((machine) => machine.id === id)?.name ?? id;

  function choose(id: string) {
    setText('');
    setScans(false);
    onChoose(id, nameOf(id));
  }
  /** A label is chosen as soon as it names a machine: a hand scanner ends with Enter, and types the id bit by bit. */
  function type(typed: string) {
    setText(typed);
    const labelled = machineOfLabel(typed);
    if (labelled !== undefined && machines.some(({ id }) => id === labelled)) choose(labelled);
  }

  if (machineId !== undefined) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-surface px-3 py-2">
        <div>
          <p className="text-sm text-quiet">{t('machine.label')}</p>
          <p className="text-lg font-semibold">{nameOf(machineId)}</p>
        </div>
        <Button onClick={() => onChoose(undefined, '')}>{t('machine.other')}</Button>
      </div>
    );
  }
  const words = text.trim().toLowerCase();
  const found = machines.filter(({ name, id }) => name.toLowerCase().includes(words) || id.toLowerCase() === words);
  return (
    <div>
      <div className="flex items-end gap-2">
        <TextField
          className="flex-1"
          label={t('machine.label')}
          placeholder={t('machine.hint')}
          name="machine_id"
          error={error}
          required
          autoComplete="off"
          value={text}
          onChange={({ target }) => type(target.value)}
          onKeyDown={(event) => {
            const [only, ...others] = found;
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (only !== undefined && others.length === 0) choose(only.id);
          }}
        />
        {hasCameras() && (
          <Button icon={<ScanLine className="size-5" aria-hidden />} onClick={() => setScans(true)}>
            {t('machine.scan')}
          </Button>
        )}
      </div>
      <ul className="mt-2 flex flex-wrap gap-2" aria-label={t('machine.label')}>
        {found.slice(0, SHOWN_MAX).map(({ id, name }) => (
          <li key={id}>
            <Button onClick={() => choose(id)}>{name}</Button>
          </li>
        ))}
      </ul>
      <QueryView query={known}>
        {() => found.length === 0 && <p className="mt-2 text-quiet">{t('machine.none')}</p>}
      </QueryView>
      {scans && (
        <ScanDialog title={t('machine.scan')} read={machineOfLabel} onFound={choose} onClose={() => setScans(false)} />
      )}
    </div>
  );
}
