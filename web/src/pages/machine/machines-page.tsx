import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronRight, TicketIcon } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { FilterField } from '../../parts/manage/filter-field.tsx';
import { useFloor } from '../../parts/use-floor.ts';
import { Empty } from '../../ui/messages.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { foundMachines } from './found-machines.ts';

/** All machines with what they do, to find one by its name. */
export function MachinesPage() {
  const { t } = useTranslation('machine');
  const { text = '' } = useSearch({ from: '/door/shell/machines' });
  const navigate = useNavigate({ from: '/machines' });
  const floor = useFloor();
  const sought = useDeferredValue(text);
  const found = useMemo(() => foundMachines(floor.data?.machines ?? [], sought), [floor.data, sought]);
  return (
    <Page title={t('machines')}>
      <FilterField
        label={t('list.search')}
        className="mb-4 max-w-lg"
        text={text}
        onText={(words) => void navigate({ search: words === '' ? {} : { text: words }, replace: true })}
      />
      <QueryView query={floor}>
        {() =>
          found.length === 0 ? (
            <Empty title={t('list.none')} />
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
              {found.map((machine) => (
                <Row key={machine.machine_id} machine={machine} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
}

function Row({ machine }: { readonly machine: FloorMachine }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const nowMs = useNow();
  const { status, since, reason, tickets, places } = machine;
  return (
    <li>
      <Link
        to="/machines/$machineId"
        params={{ machineId: machine.machine_id }}
        className="flex items-center gap-3 px-4 py-3 hover:bg-sunken"
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate text-lg font-semibold">{machine.machine_name}</span>
          <span className="block truncate text-sm text-quiet">{places.map(({ name }) => name).join(' › ')}</span>
          <span className="mt-1 flex flex-wrap items-center gap-x-3 text-sm">
            <StatusBadge status={status} />
            {since !== null && (
              <span className="text-quiet">
                {t('since', { duration: format.duration((nowMs - Date.parse(since)) / 1_000) })}
              </span>
            )}
            {reason !== null && <span>{reason}</span>}
            {tickets.open > 0 && (
              <span className="inline-flex items-center gap-1 text-quiet">
                <TicketIcon className="size-4" aria-hidden />
                {t('list.tickets', { count: tickets.open })}
              </span>
            )}
          </span>
        </span>
        <ChevronRight className="size-5 shrink-0 text-quiet" aria-hidden />
      </Link>
    </li>
  );
}
