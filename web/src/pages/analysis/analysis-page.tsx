/** What happened in a range of days: each plot reads its own answer, so a slow one keeps no other waiting. */
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Page } from '../../ui/page.tsx';
import { DowntimePareto } from './downtime-pareto.tsx';
import { Filters } from './filters.tsx';
import { KeyFigures } from './key-figures.tsx';
import { LossesPlot } from './losses-plot.tsx';
import { MachineComparison } from './machine-comparison.tsx';
import { OeeTrend } from './oee-trend.tsx';
import { OeeWaterfall } from './oee-waterfall.tsx';
import { ShiftComparison } from './shift-comparison.tsx';
import { TimeSpent } from './time-spent.tsx';
import { type Analysis, useAnalysis, useTime } from './use-analysis.ts';
import { useSubtitle } from './use-subtitle.ts';
import { UtilisationMap } from './utilisation-map.tsx';

export function AnalysisPage() {
  const { t } = useTranslation(['analysis', 'common']);
  const analysis = useAnalysis();
  return (
    <Page
      title={t('title')}
      subtitle={useSubtitle(analysis)}
      actions={
        <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => print()}>
          {t('common:action.print')}
        </Button>
      }
    >
      <Filters analysis={analysis} />
      <Plots analysis={analysis} />
    </Page>
  );
}

/** Days of the ranges that are offered where nothing is known. */
const OFFERED = [30, 90] as const;

function Plots({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const { data: time, isPlaceholderData } = useTime(analysis, 'machine');
  const isNothingKnown = time !== undefined && !isPlaceholderData && time.window_seconds - time.no_data_seconds === 0;
  if (isNothingKnown) {
    return (
      <Empty title={t('nothing')}>
        <p>{t('nothingHint')}</p>
        <p>{t('emptyHint')}</p>
        <div className="flex flex-wrap justify-center gap-2">
          {OFFERED.map((days) => (
            <Button
              key={days}
              onClick={() => analysis.ask({ range: `${days}d`, from: undefined, to: undefined, shift: undefined })}
            >
              {t('show', { days })}
            </Button>
          ))}
        </div>
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-4 print:block print:**:data-plot:break-before-page">
      <KeyFigures analysis={analysis} />
      <OeeTrend analysis={analysis} />
      <div className="grid gap-4 xl:grid-cols-2 print:block">
        <OeeWaterfall analysis={analysis} />
        <DowntimePareto analysis={analysis} />
        <LossesPlot analysis={analysis} />
        <UtilisationMap analysis={analysis} />
        <ShiftComparison analysis={analysis} />
        <MachineComparison analysis={analysis} />
      </div>
      <TimeSpent analysis={analysis} />
    </div>
  );
}
