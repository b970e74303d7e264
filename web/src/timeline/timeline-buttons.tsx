import {
  ChevronFirst,
  ChevronLast,
  ChevronLeft,
  ChevronRight,
  SkipBack,
  SkipForward,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { presentMs } from '../format/clock.ts';
import { Button, IconButton } from '../ui/button.tsx';
import type { Timeline } from './controller.ts';
import { DAY_MS, latest } from './view.ts';

/** Shown at once by a press; ending now. */
const spans = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, quarter: 91 * DAY_MS } as const;
const spanNames = Object.keys(spans) as readonly (keyof typeof spans)[];

/** All that hands can do on the timeline, for who does not drag. */
export function TimelineButtons({
  timeline,
  hasFirst,
}: {
  readonly timeline: Timeline | undefined;
  readonly hasFirst: boolean;
}) {
  const { t } = useTranslation('timeline');
  const icon = 'size-5';
  return (
    <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 print:hidden">
      <div className="flex gap-1 max-sm:w-full max-sm:justify-between max-sm:gap-0">
        {spanNames.map((name) => (
          <Button
            key={name}
            kind="ghost"
            className="px-3!"
            onClick={() => timeline?.glideTo(latest(spans[name], presentMs()))}
          >
            {t(`span.${name}`)}
          </Button>
        ))}
      </div>
      <div className="flex max-sm:grid max-sm:w-full max-sm:grid-cols-4">
        <IconButton
          label={t('first')}
          disabled={!hasFirst}
          icon={<ChevronFirst className={icon} aria-hidden />}
          onClick={() => timeline?.toFirst()}
        />
        <IconButton
          label={t('earlier')}
          icon={<ChevronLeft className={icon} aria-hidden />}
          onClick={() => timeline?.moveBy(-0.5)}
        />
        <IconButton
          label={t('later')}
          icon={<ChevronRight className={icon} aria-hidden />}
          onClick={() => timeline?.moveBy(0.5)}
        />
        <IconButton
          label={t('latest')}
          icon={<ChevronLast className={icon} aria-hidden />}
          onClick={() => timeline?.toLatest()}
        />
        <IconButton
          label={t('zoomIn')}
          icon={<ZoomIn className={icon} aria-hidden />}
          onClick={() => timeline?.zoomBy(0.5)}
        />
        <IconButton
          label={t('zoomOut')}
          icon={<ZoomOut className={icon} aria-hidden />}
          onClick={() => timeline?.zoomBy(2)}
        />
        <IconButton
          label={t('previousStop')}
          icon={<SkipBack className={icon} aria-hidden />}
          onClick={() => timeline?.chooseBeside(-1)}
        />
        <IconButton
          label={t('nextStop')}
          icon={<SkipForward className={icon} aria-hidden />}
          onClick={() => timeline?.chooseBeside(1)}
        />
      </div>
    </div>
  );
}
