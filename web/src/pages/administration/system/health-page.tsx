import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useServerWords } from '../../../i18n/use-server-words.ts';
import { FactList } from '../../../parts/manage/fact-list.tsx';
import { ReadAnew } from '../../../parts/manage/read-anew.tsx';
import { Tag, type Tone } from '../../../parts/manage/tag.tsx';
import { useSession } from '../../../session/session.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

const tones: Readonly<Record<string, Tone>> = {
  ready: 'good',
  ok: 'good',
  degraded: 'warning',
  failed: 'danger',
  'not-ready': 'danger',
};

/** Whether everything works: the process and what it needs, messages of machines, pages that follow live. */
export function HealthPage() {
  const { t } = useTranslation(['operations', 'administration']);
  const serverWords = useServerWords();
  const { can } = useSession();
  // no event tells of them
  const fresh = { refetchOnMount: 'always' } as const;
  const health = useQuery({ queryKey: ['health'], queryFn: () => contentOf(GET('/health/ready')), ...fresh });
  const messaging = useQuery({
    queryKey: ['messaging'],
    queryFn: () => contentOf(GET('/api/v1/messaging/status')),
    ...fresh,
  });
  const live = useQuery({ queryKey: ['realtime'], queryFn: () => contentOf(GET('/api/v1/realtime')), ...fresh });
  const seesSystem = can('jobs:manage');
  const system = useQuery({
    queryKey: ['system'],
    queryFn: () => contentOf(GET('/api/v1/system')),
    enabled: seesSystem,
    ...fresh,
  });
  const all = seesSystem ? [health, messaging, live, system] : [health, messaging, live];
  return (
    <Page
      title={t('administration:section.health')}
      subtitle={t('administration:about.health')}
      actions={
        <ReadAnew
          query={{
            isFetching: all.some((query) => query.isFetching),
            refetch: () => Promise.all(all.map((query) => query.refetch())),
          }}
        />
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title={t('health.process')}>
          <QueryView query={health}>
            {({ status, version, checks }) => (
              <>
                <p className="mb-2 flex flex-wrap items-center gap-3">
                  <Tag tone={tones[status] ?? 'quiet'}>{t(`health.status.${status}`)}</Tag>
                  <span className="text-quiet">{t('health.version', { version })}</span>
                </p>
                <ul className="divide-y divide-line">
                  {checks.map((check) => (
                    <li key={check.name} className="flex flex-wrap justify-between gap-x-4 py-2">
                      <span>
                        {serverWords('checks', check.name)}
                        {check.detail !== undefined && <span className="block text-sm text-quiet">{check.detail}</span>}
                      </span>
                      <Tag tone={tones[check.status] ?? 'quiet'}>{t(`health.status.${check.status}`)}</Tag>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </QueryView>
        </Card>
        <Card title={t('health.messages')}>
          <QueryView query={messaging}>{(data) => <MessagingFacts status={data} />}</QueryView>
        </Card>
        {seesSystem && (
          <Card title={t('health.system')}>
            <QueryView query={system}>{(data) => <SystemFacts system={data} />}</QueryView>
          </Card>
        )}
        <Card title={t('health.live')}>
          <QueryView query={live}>
            {(data) => (
              <FactList
                facts={[
                  [t('health.open'), data.open],
                  [t('health.followers'), data.followers_live],
                  [t('health.opened'), data.opened],
                  [t('health.refused'), data.refused],
                  [t('health.sent'), data.events_sent],
                  [t('health.stranger'), data.open_not_signed_in],
                ]}
              />
            )}
          </QueryView>
        </Card>
      </div>
    </Page>
  );
}

function MessagingFacts({ status }: { readonly status: Answer<'/api/v1/messaging/status'> }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const { transport, trouble, addresses, connections, messages, sparkplug, events } = status;
  return (
    <>
      <p className="mb-2">
        <Tag tone={trouble === null ? (transport === 'none' ? 'quiet' : 'good') : 'danger'}>
          {trouble ?? t(`health.transport.${transport}`)}
        </Tag>
      </p>
      <FactList
        facts={[
          [t('health.addresses'), addresses.join(', ')],
          [t('health.connections'), connections],
          [t('health.received'), format.number(messages.received)],
          [t('health.stored'), format.number(messages.stored)],
          [t('health.repeated'), format.number(messages.repeated)],
          [t('health.setAside'), format.number(messages.set_aside)],
          [t('health.waiting'), format.number(messages.waiting)],
          [t('health.nodes'), sparkplug.nodes],
          [t('health.published'), format.number(events.published)],
          [t('health.relayTrouble'), events.trouble],
        ]}
      />
    </>
  );
}

const MIB = 1_048_576;

function SystemFacts({ system }: { readonly system: Answer<'/api/v1/system'> }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const mib = (bytes: number) => `${format.number(Math.round(bytes / MIB))} MiB`;
  const { database, disk, queues, jobs } = system;
  return (
    <FactList
      facts={[
        [t('health.started'), format.dateTime(system.started_at)],
        [t('health.memory'), mib(system.memory_bytes)],
        [t('health.database'), `${database.version} · ${mib(database.size_bytes)}`],
        [
          t('health.disk'),
          disk === null ? null : t('health.free', { free: mib(disk.free_bytes), total: mib(disk.total_bytes) }),
        ],
        [t('health.deadLetters'), format.number(queues.dead_letters)],
        [t('health.deliveries'), format.number(queues.webhook_deliveries)],
        [t('health.mails'), format.number(queues.mails)],
        [
          t('health.failing'),
          jobs.failing.map(({ name, error }) => `${name}: ${error}`).join('; ') || t('health.noneFailing'),
        ],
      ]}
    />
  );
}
