import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, PATCH } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { presentMs } from '../../format/clock.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { type PickedReason, ReasonPicker } from '../../parts/reason-picker.tsx';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';

type Stop = Item<'/api/v1/status-periods'>;

/** Shorter ones are not worth a question. */
const ASKED_FROM_SECONDS = 120;
const ASKED_MAX = 6;
/** An operator knows why a machine stood this shift, and hardly the one before. */
const ASKED_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Stops of which nobody has said why: the latest first, each one press from its reasons. */
export function UnansweredStops({ machineId }: { readonly machineId: string }) {
  const { t } = useTranslation('terminal');
  const { can } = useSession();
  const format = useFormat();
  const nowMs = useNow();
  const [asked, setAsked] = useState<Stop>();
  const stops = useQuery({
    queryKey: ['periods', 'unanswered', machineId],
    queryFn: () =>
      contentOf(
        GET('/api/v1/status-periods', {
          params: {
            query: {
              machine_ids: [machineId],
              unanswered: true,
              min_seconds: ASKED_FROM_SECONDS,
              start_time: new Date(presentMs() - ASKED_HOURS * HOUR_MS).toISOString(),
              limit: ASKED_MAX,
            },
          },
        }),
      ),
  });
  return (
    <Card title={t('whyStopped')}>
      <QueryView query={stops}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('allAnswered')}</p>
          ) : (
            <ul className="flex flex-col gap-2">
              {items.map((stop) => {
                const seconds =
                  ((stop.end_time === null ? nowMs : Date.parse(stop.end_time)) - Date.parse(stop.start_time)) / 1_000;
                return (
                  <li key={stop.id}>
                    <Button
                      size="glove"
                      className="w-full justify-between"
                      disabled={!can('stops:explain')}
                      icon={<CircleHelp className="size-7 shrink-0 text-warning" aria-hidden />}
                      onClick={() => setAsked(stop)}
                    >
                      <span className="flex-1 text-left">
                        {format.when(stop.start_time)}
                        {stop.end_time === null && ` · ${t('stillStands')}`}
                      </span>
                      <span className="tabular-nums">{format.duration(seconds)}</span>
                    </Button>
                  </li>
                );
              })}
            </ul>
          )
        }
      </QueryView>
      {asked !== undefined && <ReasonDialog stop={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function ReasonDialog({ stop, onClose }: { readonly stop: Stop; readonly onClose: () => void }) {
  const { t } = useTranslation('terminal');
  const format = useFormat();
  const queries = useQueryClient();
  const notify = useNotify();
  const answer = useMutation({
    mutationFn: ({ id }: PickedReason) =>
      contentOf(
        PATCH('/api/v1/status-periods/{id}', {
          params: { path: { id: stop.id } },
          body: { reason_id: id, version: stop.version },
        }),
      ),
    onSuccess(_, { name }) {
      notify(t('answered', { reason: name }));
      onClose();
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['periods'] }),
        queries.invalidateQueries({ queryKey: ['floor'] }),
      ]);
    },
  });
  return (
    <Dialog
      isOpen
      isWide
      title={t('whyTitle')}
      description={t('whyWhen', { when: format.when(stop.start_time), duration: format.duration(stop.seconds) })}
      onClose={onClose}
    >
      <Refusal error={answer.error} />
      <ReasonPicker
        machineId={stop.machine_id}
        presentId={stop.reason?.id}
        isBusy={answer.isPending}
        size="glove"
        onPick={(reason) => answer.mutate(reason)}
      />
    </Dialog>
  );
}
