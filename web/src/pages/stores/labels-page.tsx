import { useNavigate, useSearch } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeIn } from '../../format/typed-number.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Empty, useReasonOf } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { ChosenLabels } from './chosen-labels.tsx';
import { type Code, textOfCode } from './codes.ts';
import { LabelChoice } from './label-choice.tsx';
import { LabelSheets } from './label-sheets.tsx';
import type { LabelSearch } from './search.ts';
import { LABELS_ON_SHEET, sheetsOf } from './sheets.ts';
import { StoresPage } from './stores-page.tsx';
import { useLabels } from './use-labels.ts';
import { componentOf } from './use-scanner.ts';

/** Labels of components and machines, by sheets. Which ones is in the address: it can be kept and sent. */
export function LabelsPage() {
  const { t } = useTranslation(['stores', 'common']);
  const notify = useNotify();
  const reasonOf = useReasonOf();
  const { components = [], machines = [] } = useSearch({ from: '/door/shell/stores/labels' });
  const navigate = useNavigate({ from: '/stores/labels' });
  const [used, setUsed] = useState('');
  const chosen = useLabels(components, machines);
  const labels = chosen.flatMap(({ label }) => label ?? []);
  const usedLabels = wholeIn(used);
  const isWrong = used.trim() !== '' && (usedLabels === undefined || usedLabels >= LABELS_ON_SHEET);
  const skip = isWrong ? 0 : (usedLabels ?? 0);
  // by what the address says then: scans come faster than a page is drawn
  const set = (next: (old: LabelSearch) => LabelSearch) =>
    void navigate({ search: (old) => ({ ...old, ...next(old) }), replace: true, resetScroll: false });
  const addComponents = (ids: readonly number[]) =>
    set(({ components: old = [] }) => ({ components: [...new Set([...old, ...ids])] }));
  const addMachine = (id: string) => set(({ machines: old = [] }) => ({ machines: [...new Set([...old, id])] }));

  async function add(code: Code): Promise<boolean> {
    if (code.kind === 'machine') {
      addMachine(code.id);
      return true;
    }
    try {
      const id = await componentOf(code);
      if (id === undefined) notify(t('scan.unknown', { code: textOfCode(code) }));
      else addComponents([id]);
      return id !== undefined;
    } catch (error) {
      notify(reasonOf(error));
      return false;
    }
  }
  const remove = (key: string) =>
    set(({ components: someComponents = [], machines: someMachines = [] }) => ({
      components: someComponents.filter((id) => key !== `component ${id}`),
      machines: someMachines.filter((id) => key !== `machine ${id}`),
    }));
  return (
    <StoresPage
      title={t('label.sheets')}
      subtitle={t('label.paper')}
      onScan={(code) => void add(code)}
      actions={
        // a sheet that lacks what could not be read would be taken for all of it
        <Button
          kind="primary"
          icon={<Printer className="size-5" aria-hidden />}
          disabled={labels.length === 0 || labels.length < chosen.length || isWrong}
          onClick={() => window.print()}
        >
          {t('common:action.print')}
        </Button>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <LabelChoice
          components={components}
          machines={machines}
          onAdd={addComponents}
          onCode={add}
          onMachine={addMachine}
        />
        <Card
          title={t('label.chosen', { count: chosen.length, sheets: sheetsOf(chosen, skip).length })}
          actions={
            chosen.length > 0 && (
              <Button onClick={() => set(() => ({ components: [], machines: [] }))}>{t('label.clear')}</Button>
            )
          }
        >
          {chosen.length === 0 ? (
            <Empty title={t('label.none')}>
              <p>{t('label.noneHint')}</p>
            </Empty>
          ) : (
            <>
              <TextField
                label={t('label.used')}
                hint={t('label.usedHint', { max: LABELS_ON_SHEET - 1 })}
                error={isWrong ? t('label.usedWrong', { max: LABELS_ON_SHEET - 1 }) : undefined}
                inputMode="numeric"
                className="mb-3 max-w-xs"
                value={used}
                onChange={({ target }) => setUsed(target.value)}
              />
              <ChosenLabels chosen={chosen} onRemove={remove} />
            </>
          )}
        </Card>
      </div>
      <LabelSheets labels={labels} skip={skip} />
    </StoresPage>
  );
}
