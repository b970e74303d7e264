import { useParams } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { newTicketAddress } from '../../parts/addresses.ts';
import { useSession } from '../../session/session.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/messages.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StatusBadge, statusLooks } from '../../ui/status.tsx';
import { chooseMachine } from './chosen-machine.ts';
import { Frame } from './frame.tsx';
import { HelpCalls } from './help-calls.tsx';
import { RunPanel } from './run-panel.tsx';
import { UnansweredStops } from './unanswered-stops.tsx';
import { useMachineNow } from './use-machine-now.ts';

export function TerminalPage() {
  const { t } = useTranslation('terminal');
  const { machineId } = useParams({ from: '/door/terminal/$machineId' });
  const machine = useMachineNow(machineId);
  useEffect(() => chooseMachine(machineId), [machineId]);
  return (
    <Frame title={machine.data?.machine_name ?? t('title')}>
      <QueryView query={machine}>
        {(found) =>
          found === null ? (
            <Empty title={t('machineGone')}>
              <LinkButton to="/terminal" kind="primary" size="glove">
                {t('choose')}
              </LinkButton>
            </Empty>
          ) : (
            <Terminal machine={found} />
          )
        }
      </QueryView>
    </Frame>
  );
}

function Terminal({ machine }: { readonly machine: FloorMachine }) {
  const { t } = useTranslation('terminal');
  const { can } = useSession();
  return (
    <>
      <MachineNow machine={machine} />
      <div className="grid gap-4 lg:grid-cols-2">
        <RunPanel machine={machine} />
        <div className="flex flex-col gap-4">
          {can('tickets:report') && (
            <LinkButton
              {...newTicketAddress(machine.machine_id)}
              kind="danger"
              size="glove"
              icon={<TriangleAlert className="size-7" aria-hidden />}
            >
              {t('reportFault')}
            </LinkButton>
          )}
          <HelpCalls machineId={machine.machine_id} />
          <UnansweredStops machineId={machine.machine_id} />
        </div>
      </div>
    </>
  );
}

function MachineNow({ machine }: { readonly machine: FloorMachine }) {
  const { t } = useTranslation('terminal');
  const format = useFormat();
  const nowMs = useNow();
  const { status, since, reason } = machine;
  return (
    <section className={`rounded-xl border-l-12 bg-surface p-5 ${statusLooks[status].border}`}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h1 className="text-3xl font-bold">{machine.machine_name}</h1>
        <p className="text-3xl font-bold tabular-nums">{t('cuts', { count: machine.cuts_today })}</p>
      </div>
      <div className="mt-2 flex flex-wrap items-baseline gap-x-4 text-2xl">
        <StatusBadge status={status} isLarge />
        {since !== null && (
          <span className="text-quiet">
            {t('since', { duration: format.duration((nowMs - Date.parse(since)) / 1_000) })}
          </span>
        )}
        {reason !== null && <span className="font-medium">{reason}</span>}
      </div>
    </section>
  );
}
