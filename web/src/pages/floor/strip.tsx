import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { type Category, categoryFills } from '../../ui/categories.ts';
import type { Period } from './use-today.ts';

/** Units of the drawing, whatever its size on the screen. */
const WIDTH = 1_000;
const HEIGHT = 20;

/** A day as a strip from midnight to midnight; what has not come yet is empty. In words: how long it did what. */
export function Strip({
  periods,
  fromMs,
  toMs,
  nowMs,
}: {
  readonly periods: readonly Period[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}) {
  const { t } = useTranslation(['floor', 'common']);
  const format = useFormat();
  const x = (ms: number) => ((Math.min(Math.max(ms, fromMs), toMs) - fromMs) / (toMs - fromMs)) * WIDTH;
  const spans = periods.map((period) => {
    const startMs = Math.max(Date.parse(period.start_time), fromMs);
    const endMs = period.end_time === null ? nowMs : Math.min(Date.parse(period.end_time), nowMs);
    return { id: period.id, category: period.category as Category, startMs, endMs: Math.max(startMs, endMs) };
  });
  const seconds = new Map<Category, number>();
  for (const { category, startMs, endMs } of spans) {
    seconds.set(category, (seconds.get(category) ?? 0) + (endMs - startMs) / 1_000);
  }
  const words = Array.from(seconds, ([category, sum]) =>
    t('stripOf', { status: t(`common:category.${category}`), duration: format.duration(sum) }),
  );
  return (
    <svg
      role="img"
      aria-label={[t('strip'), ...words].join('. ')}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-[1.25em] w-full rounded bg-sunken"
    >
      {spans.map(({ id, category, startMs, endMs }) => (
        <rect
          key={id}
          x={x(startMs)}
          width={Math.max(x(endMs) - x(startMs), 0.5)}
          height={HEIGHT}
          className={categoryFills[category]}
        />
      ))}
    </svg>
  );
}
