import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { presentMs } from '../../format/clock.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { trendPath } from './trend-path.ts';
import type { Machine } from './use-machine.ts';

const DAY_MS = 86_400_000;
const POINTS_MAX = 1_000;
/** Units of the drawing, whatever its size on the screen. */
const WIDTH = 200;
const HEIGHT = 32;

/** The latest numbers that the machine reported, each with how it went in the last day. */
export function TelemetryCard({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const latest = useQuery({
    queryKey: ['telemetry', 'latest', machine.id],
    queryFn: () => contentOf(GET('/api/v1/machines/{id}/telemetry', { params: { path: { id: machine.id } } })),
    // no event tells of numbers: they are read when the page is opened
    staleTime: 0,
  });
  return (
    <Card title={t('telemetry.title')}>
      <QueryView query={latest}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('telemetry.none')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {items.map((number) => (
                <NumberRow key={number.name} machine={machine} number={number} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

function NumberRow({
  machine,
  number,
}: {
  readonly machine: Machine;
  readonly number: Item<'/api/v1/machines/{id}/telemetry'>;
}) {
  const format = useFormat();
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 py-2 sm:grid-cols-[1fr_12rem_auto]">
      <div className="min-w-0">
        <p className="truncate font-medium">{number.name}</p>
        <p className="text-sm text-quiet">{format.when(number.timestamp_utc)}</p>
      </div>
      <div className="max-sm:order-last max-sm:col-span-2">
        <Trend machine={machine} name={number.name} />
      </div>
      <p className="text-xl font-semibold tabular-nums">{format.number(number.value)}</p>
    </li>
  );
}

function Trend({ machine, name }: { readonly machine: Machine; readonly name: string }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const [toMs] = useState(() => presentMs());
  const fromMs = toMs - DAY_MS;
  const { data } = useQuery({
    queryKey: ['telemetry', 'trend', machine.id, name, toMs],
    queryFn: () =>
      contentOf(
        GET('/api/v1/machines/{id}/telemetry/{name}', {
          params: {
            path: { id: machine.id, name },
            query: {
              start_time: new Date(fromMs).toISOString(),
              end_time: new Date(toMs).toISOString(),
              limit: POINTS_MAX,
            },
          },
        }),
      ),
  });
  const points = (data?.items ?? []).map(({ timestamp_utc: at, value }) => ({ atMs: Date.parse(at), value }));
  if (points.length < 2) return null;
  const values = points.map(({ value }) => value);
  return (
    <svg
      role="img"
      aria-label={t('telemetry.trend', {
        name,
        least: format.number(Math.min(...values)),
        greatest: format.number(Math.max(...values)),
      })}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-8 w-full text-accent"
    >
      <path
        d={trendPath(points, { fromMs, toMs, width: WIDTH, height: HEIGHT })}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
