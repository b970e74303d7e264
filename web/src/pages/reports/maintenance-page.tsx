import { Link } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { MachinesChoice } from '../../parts/machines/machines-choice.tsx';
import { RangeChoice } from '../../parts/range/range-choice.tsx';
import { useAskedWords } from '../../parts/range/use-asked-words.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { BacklogReport } from './backlog-report.tsx';
import { CostsReport } from './costs-report.tsx';
import { DueDatesReport } from './due-dates-report.tsx';
import { RecurringReport } from './recurring-report.tsx';
import { ReliabilityReport } from './reliability-report.tsx';
import { type ChoiceOf, choices, FALLBACK_RANGE } from './search.ts';
import { StopsReport } from './stops-report.tsx';
import { type Maintenance, useMaintenance } from './use-maintenance.ts';

const pages = {
  reliability: ReliabilityReport,
  'due-dates': DueDatesReport,
  recurring: RecurringReport,
  costs: CostsReport,
  stops: StopsReport,
  backlog: BacklogReport,
} as const;

/** Reports that are not of groups, or have groups of their own. */
const ungrouped: readonly ChoiceOf<'report'>[] = ['recurring', 'stops'];

export function MaintenancePage() {
  const { t } = useTranslation(['reports', 'common']);
  const maintenance = useMaintenance();
  const { report = 'reliability' } = maintenance.search;
  const Report = pages[report];
  return (
    <Page
      title={t('maintenance')}
      subtitle={useSubtitle(maintenance)}
      actions={
        <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => print()}>
          {t('common:action.print')}
        </Button>
      }
    >
      <nav aria-label={t('report.label')} className="mb-3 flex flex-wrap gap-1 print:hidden">
        {choices.report.map((each) => (
          <Link
            key={each}
            from="/reports/maintenance"
            to="/reports/maintenance"
            search={(old) => ({ ...old, report: each })}
            aria-current={report === each ? 'page' : undefined}
            className="inline-flex min-h-11 items-center rounded-lg px-4 font-medium text-quiet hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
          >
            {t(`report.${each}`)}
          </Link>
        ))}
      </nav>
      <div className="mb-5 flex flex-col gap-2 print:hidden">
        <RangeChoice
          search={maintenance.search}
          fallback={FALLBACK_RANGE}
          range={maintenance.range}
          onChoose={({ range, from, to }) => maintenance.ask({ range, from, to })}
        />
        <div className="flex flex-wrap items-center gap-2">
          <MachinesChoice
            chosen={maintenance.search.machine ?? []}
            onChoose={(ids) => maintenance.ask({ machine: ids.length === 0 ? undefined : ids })}
          />
          {!ungrouped.includes(report) && (
            <label className="inline-flex items-center gap-2">
              <span className="text-quiet">{t('group.label')}</span>
              <PlotChoice
                label={t('group.label')}
                value={maintenance.group}
                options={choices.group.map((value) => ({ value, name: t(`group.${value}`) }))}
                onChoose={(group) => maintenance.ask({ group })}
              />
            </label>
          )}
        </div>
      </div>
      <div className="flex flex-col gap-4">
        <Report maintenance={maintenance} />
      </div>
    </Page>
  );
}

/** What is asked, in words. */
function useSubtitle({ search, range }: Maintenance): string {
  const { t } = useTranslation('reports');
  const words = useAskedWords({ search, range });
  return `${t(`report.${search.report ?? 'reliability'}`)} · ${t('subtitle', words)}`;
}
