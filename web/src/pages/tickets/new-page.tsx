import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnsentEntry } from '../../offline/entries.ts';
import { useUnsent } from '../../offline/unsent.tsx';
import { UnsentCard } from '../../offline/unsent-card.tsx';
import { useSession } from '../../session/session.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { ReportFormView } from './report-form.tsx';

/** Reports a fault: a machine and a sentence are enough. */
export function NewTicketPage() {
  const { t } = useTranslation(['tickets', 'common']);
  const { can } = useSession();
  const { machine, stop, unsent } = useSearch({ from: '/door/shell/tickets/new' });
  const navigate = useNavigate();
  const [round, setRound] = useState(0);
  const found = useUnsent().find(({ id, work }) => id === unsent && work.kind === 'ticket');
  // kept while it is edited: if it goes out meanwhile, what is typed stays
  const [edited, setEdited] = useState<UnsentEntry>();
  if (found !== undefined && found.id !== edited?.id) setEdited(found);
  const entry = unsent !== undefined && edited?.id === unsent ? edited : undefined;
  if (!can('tickets:report')) {
    return (
      <Page title={t('list.new')}>
        <Empty title={t('common:state.notAllowed')} />
      </Page>
    );
  }
  return (
    <Page title={t('list.new')}>
      <div className="mx-auto max-w-2xl">
        {entry === undefined && <UnsentCard />}
        <Card>
          <ReportFormView
            key={entry?.id ?? `new-${round}`}
            machineId={machine}
            stop={stop}
            entry={entry}
            onWritten={(ticketId) =>
              void (ticketId === null
                ? navigate({ to: '/tickets', replace: true })
                : navigate({ to: '/tickets/$ticketId', params: { ticketId }, replace: true }))
            }
            // what waits stands above the form; another page might not be there without a network
            onWaiting={() => {
              setRound(round + 1);
              if (entry !== undefined) void navigate({ to: '/tickets/new', replace: true });
            }}
          />
        </Card>
      </div>
    </Page>
  );
}
