import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { HandHelping } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, POST } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';

const kinds = ['maintenance', 'material', 'quality', 'supervisor'] as const;
type Kind = (typeof kinds)[number];
type HelpCall = Item<'/api/v1/help-calls'>;

/** Calls that wait at the machine, and the button for another one. */
export function HelpCalls({ machineId }: { readonly machineId: string }) {
  const { t } = useTranslation('terminal');
  const { can } = useSession();
  const [calls, setCalls] = useState(false);
  const open = useQuery({
    queryKey: ['help-calls', 'open', machineId],
    queryFn: () =>
      contentOf(GET('/api/v1/help-calls', { params: { query: { open: true, machine_ids: [machineId] } } })),
  });
  return (
    <div className="flex flex-col gap-3">
      {can('help:call') && (
        <Button
          kind="primary"
          size="glove"
          icon={<HandHelping className="size-7" aria-hidden />}
          onClick={() => setCalls(true)}
        >
          {t('help.call')}
        </Button>
      )}
      {open.data === undefined && <Refusal error={open.error ?? open.failureReason} isTriedAgain />}
      {open.data?.items.map((call) => (
        <OpenCall key={call.id} call={call} mayAct={can('help:call')} />
      ))}
      {calls && <KindDialog machineId={machineId} onClose={() => setCalls(false)} />}
    </div>
  );
}

function OpenCall({ call, mayAct }: { readonly call: HelpCall; readonly mayAct: boolean }) {
  const { t } = useTranslation('terminal');
  const format = useFormat();
  const nowMs = useNow();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (deed: 'answer' | 'close') => {
      const path = { params: { path: { id: call.id } } };
      return deed === 'answer'
        ? POST('/api/v1/help-calls/{id}/answer', path)
        : POST('/api/v1/help-calls/{id}/close', path);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['help-calls'] }),
  });
  const waited = format.duration((nowMs - Date.parse(call.called_at)) / 1_000);
  return (
    <section className="rounded-xl border-2 border-warning bg-surface p-4" aria-label={t(`help.${call.kind}`)}>
      <p className="text-xl font-semibold">{t(`help.${call.kind}`)}</p>
      <p className="text-quiet">
        {call.answered_by === null
          ? t('help.waits', { duration: waited, name: call.called_by.name })
          : t('help.comes', { name: call.answered_by.name })}
      </p>
      {call.text !== null && <p>{call.text}</p>}
      <Refusal error={act.error} />
      {mayAct && (
        <div className="mt-3 flex flex-wrap gap-3">
          {call.answered_by === null && (
            <Button size="glove" isBusy={act.isPending} onClick={() => act.mutate('answer')}>
              {t('help.answer')}
            </Button>
          )}
          <Button size="glove" isBusy={act.isPending} onClick={() => act.mutate('close')}>
            {t('help.close')}
          </Button>
        </div>
      )}
    </section>
  );
}

function KindDialog({ machineId, onClose }: { readonly machineId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('terminal');
  const queries = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const call = useMutation({
    mutationFn: (kind: Kind) =>
      contentOf(
        POST('/api/v1/help-calls', {
          // another kind of help is another call
          params: { header: { 'Idempotency-Key': `${key}-${kind}` } },
          body: { machine_id: machineId, kind },
        }),
      ),
    onSuccess() {
      onClose();
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['help-calls'] }),
        queries.invalidateQueries({ queryKey: ['floor'] }),
      ]);
    },
  });
  return (
    <Dialog isOpen title={t('help.who')} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <Refusal error={call.error} />
        {kinds.map((kind) => (
          <Button key={kind} size="glove" isBusy={call.isPending} onClick={() => call.mutate(kind)}>
            {t(`help.${kind}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
