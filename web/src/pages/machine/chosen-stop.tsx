import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { isStop } from '../../timeline/stops.ts';
import { IconButton } from '../../ui/button.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { Revisions } from './revisions.tsx';
import { StopReason } from './stop-reason.tsx';
import { type Stop, useStop } from './use-stops.ts';

/** The period that is outlined on the timeline: what is known of it, and what can be done. */
export function ChosenStop({ periodId, onClose }: { readonly periodId: string; readonly onClose: () => void }) {
  const stop = useStop(periodId);
  return (
    <div data-chosen={periodId} className="mt-3 rounded-lg border border-line bg-ground p-3">
      <QueryView query={stop}>{(data) => <Facts stop={data} onClose={onClose} />}</QueryView>
    </div>
  );
}

function Facts({ stop, onClose }: { readonly stop: Stop; readonly onClose: () => void }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const [isExplaining, setExplaining] = useState(false);
  return (
    <>
      <div className="flex items-start justify-between gap-2">
        <div>
          <h2 className="font-semibold">{t(`common:category.${stop.category}`)}</h2>
          <p className="text-quiet">
            {format.dateTime(stop.start_time)} –{' '}
            {stop.end_time === null ? t('common:time.now') : format.dateTime(stop.end_time)}
            {' · '}
            {format.duration(stop.seconds)}
          </p>
        </div>
        <IconButton label={t('common:action.close')} icon={<X className="size-5" aria-hidden />} onClick={onClose} />
      </div>
      {isStop(stop.category) && <StopReason stop={stop} onExplain={() => setExplaining(true)} />}
      <Revisions periodId={stop.id} />
      {isExplaining && <ReasonDialog stop={stop} onClose={() => setExplaining(false)} />}
    </>
  );
}
