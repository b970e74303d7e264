import { useParams, useSearch } from '@tanstack/react-router';
import { ClipboardPlus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { newTicketAddress } from '../../parts/addresses.ts';
import { useSession } from '../../session/session.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Loading } from '../../ui/messages.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryPage } from '../../ui/query-page.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { MachineTabs } from './machine-tabs.tsx';
import type { Tab } from './search.ts';
import { type Machine, useMachine, useStanding } from './use-machine.ts';

interface TabProps {
  readonly machine: Machine;
}

const contents: Readonly<Record<Tab, React.ComponentType<TabProps>>> = {
  timeline: lazy(async () => ({ default: (await import('./timeline-tab.tsx')).TimelineTab })),
  losses: lazy(async () => ({ default: (await import('./losses-tab.tsx')).LossesTab })),
  runs: lazy(async () => ({ default: (await import('./runs-tab.tsx')).RunsTab })),
  maintenance: lazy(async () => ({ default: (await import('./maintenance-tab.tsx')).MaintenanceTab })),
  parts: lazy(async () => ({ default: (await import('./parts-tab.tsx')).PartsTab })),
  data: lazy(async () => ({ default: (await import('./data-tab.tsx')).DataTab })),
};

export function MachinePage() {
  const { machineId } = useParams({ from: '/door/shell/machines/$machineId' });
  const { tab = 'timeline' } = useSearch({ from: '/door/shell/machines/$machineId' });
  const machine = useMachine(machineId);
  const Content = contents[tab];
  return (
    <QueryPage query={machine} title={machineId}>
      {(data) => (
        // what one has typed or opened of one machine is nothing of another
        <Page
          key={machineId}
          title={data.name}
          subtitle={<Standing machine={data} />}
          actions={<Actions machine={data} />}
        >
          <MachineTabs machineId={machineId} />
          <Suspense fallback={<Loading />}>
            <Content machine={data} />
          </Suspense>
        </Page>
      )}
    </QueryPage>
  );
}

function Actions({ machine }: TabProps) {
  const { t } = useTranslation('machine');
  const { can } = useSession();
  if (!can('tickets:report') || machine.retired) return null;
  return (
    <LinkButton
      kind="primary"
      {...newTicketAddress(machine.id)}
      icon={<ClipboardPlus className="size-5" aria-hidden />}
    >
      {t('reportFault')}
    </LinkButton>
  );
}

function Standing({ machine }: TabProps) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const nowMs = useNow();
  const { data: standing } = useStanding(machine.id);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      {machine.retired ? (
        <span className="font-semibold">{t('retired')}</span>
      ) : (
        standing != null && (
          <span className="inline-flex flex-wrap items-center gap-x-2">
            <StatusBadge status={standing.status} />
            {standing.since !== null && (
              <span>{t('since', { duration: format.duration((nowMs - Date.parse(standing.since)) / 1_000) })}</span>
            )}
            {standing.reason !== null && <span className="text-ink">{standing.reason}</span>}
          </span>
        )
      )}
      {machine.place_path !== null && <span>{machine.place_path}</span>}
      {machine.criticality !== null && <span>{t('criticality', { letter: machine.criticality })}</span>}
    </div>
  );
}
