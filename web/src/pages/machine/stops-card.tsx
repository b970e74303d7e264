import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useMinute } from '../../format/use-now.ts';
import { type Sight, viewOf } from '../../timeline/view.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { StopReason } from './stop-reason.tsx';
import { type Stop, useStops } from './use-stops.ts';

/** What the timeline shows, as a list: the same stops, with what can be said of them. */
export function StopsCard({
  machines,
  sight,
}: {
  readonly machines: readonly { readonly id: string; readonly name: string }[];
  readonly sight: Sight;
}) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const { unanswered = false } = useSearch({ from: '/door/shell/machines/$machineId' });
  const navigate = useNavigate({ from: '/machines/$machineId' });
  const view = viewOf(sight, useMinute());
  const [explained, setExplained] = useState<Stop>();
  const stops = useStops({ machineIds: machines.map(({ id }) => id), view, onlyUnanswered: unanswered });
  const rows = useMemo(() => stops.data?.pages.flatMap(({ items }) => items) ?? [], [stops.data]);
  const columns = useMemo((): readonly Column<Stop>[] => {
    const names = new Map(machines.map(({ id, name }) => [id, name]));
    const machine: Column<Stop> = {
      id: 'machine',
      title: t('stops.machine'),
      cell: ({ machine_id: id }) => names.get(id) ?? id,
    };
    return [
      ...(machines.length > 1 ? [machine] : []),
      { id: 'when', title: t('stops.when'), cell: (stop) => <When stop={stop} /> },
      {
        id: 'length',
        title: t('stops.length'),
        isNumeric: true,
        cell: ({ seconds }) => format.duration(seconds),
      },
      { id: 'reason', title: t('stops.reason'), cell: (stop) => <StopReason stop={stop} onExplain={setExplained} /> },
    ];
  }, [machines, t, format]);
  return (
    <Card
      title={t('stops.title')}
      actions={
        <CheckField
          label={t('stops.onlyUnanswered')}
          checked={unanswered}
          onChange={({ target }) =>
            void navigate({
              search: (old) => ({ ...old, unanswered: target.checked ? true : undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      <p className="mb-2 text-sm text-quiet">
        {t('stops.range', { from: format.dateTime(view.fromMs), to: format.dateTime(view.toMs) })}
      </p>
      <QueryView query={stops}>
        {() =>
          rows.length === 0 ? (
            <Empty title={unanswered ? t('stops.allAnswered') : t('stops.none')} />
          ) : (
            <DataTable
              label={t('stops.title')}
              rows={rows}
              columns={columns}
              keyOf={(stop) => stop.id}
              footer={
                stops.hasNextPage && (
                  <div className="mt-3 text-center">
                    <Button isBusy={stops.isFetchingNextPage} onClick={() => void stops.fetchNextPage()}>
                      {t('common:action.more')}
                    </Button>
                  </div>
                )
              }
            />
          )
        }
      </QueryView>
      {explained !== undefined && <ReasonDialog stop={explained} onClose={() => setExplained(undefined)} />}
    </Card>
  );
}

function When({ stop }: { readonly stop: Stop }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const { start_time: start, end_time: end } = stop;
  if (end === null) return `${format.dateTime(start)} – ${t('stops.lasts')}`;
  const isSameDay = format.date(start) === format.date(end);
  return `${format.dateTime(start)} – ${isSameDay ? format.time(end) : format.dateTime(end)}`;
}
