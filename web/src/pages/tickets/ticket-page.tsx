import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, OctagonAlert, Pencil, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { machineAddress } from '../../parts/addresses.ts';
import { FactLine } from '../../parts/facts.tsx';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { QueryPage } from '../../ui/query-page.tsx';
import { Assign } from './assign.tsx';
import { Checklist } from './checklist.tsx';
import { EditTicket } from './edit-ticket.tsx';
import { History } from './history.tsx';
import { Labour } from './labour.tsx';
import { Notes } from './notes.tsx';
import { Parts } from './parts.tsx';
import { Photos } from './photos.tsx';
import { LinkedStop } from './stop.tsx';
import { DueMark, PriorityMark, StatusMark } from './ticket-marks.tsx';
import { TicketMoves } from './ticket-moves.tsx';
import { TicketQr } from './ticket-qr.tsx';
import { titleOf } from './ticket-words.ts';
import { useTicket } from './use-tickets.ts';

export function TicketPage() {
  const { ticketId } = useParams({ from: '/door/shell/tickets/$ticketId' });
  const { t } = useTranslation();
  const query = useTicket(ticketId);
  // what is half written for one ticket is not for another
  return (
    <QueryPage query={query} title={t('ticket', { id: ticketId })}>
      {(ticket) => <TicketView key={ticket.id} ticket={ticket} />}
    </QueryPage>
  );
}

function TicketView({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { account, can } = useSession();
  const [edits, setEdits] = useState(false);
  const mayEdit =
    can('tickets:work') || (can('tickets:report') && ticket.status === 'Open' && ticket.reported_by.id === account.id);
  return (
    <Page
      title={`#${ticket.id} ${titleOf(ticket)}`}
      subtitle={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Link {...machineAddress(ticket.machine_id)} className="font-medium text-ink underline">
            {ticket.machine_name}
          </Link>
          <StatusMark status={ticket.status} />
          <PriorityMark priority={ticket.priority} />
          {ticket.machine_down && (
            <span className="inline-flex items-center gap-1 font-semibold text-danger">
              <OctagonAlert className="size-4" aria-hidden />
              {t(ticket.restored_at === null ? 'down' : 'wasDown')}
            </span>
          )}
        </span>
      }
      actions={
        <>
          {mayEdit && (
            <Button icon={<Pencil className="size-5" aria-hidden />} onClick={() => setEdits(true)}>
              {t('common:action.edit')}
            </Button>
          )}
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
            {t('common:action.print')}
          </Button>
        </>
      }
    >
      <p className="-mt-3 mb-4 print:hidden">
        <Link to="/tickets" className="inline-flex min-h-11 items-center gap-1 text-quiet hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {t('backToList')}
        </Link>
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-3 print:block print:space-y-4">
        <div className="flex min-w-0 flex-col gap-4 lg:col-span-2">
          {ticket.description.trim() !== titleOf(ticket) && (
            <Card>
              <p className="break-words whitespace-pre-line">{ticket.description}</p>
            </Card>
          )}
          <Held ticket={ticket} />
          <TicketMoves ticket={ticket} />
          <Repair ticket={ticket} />
          <Checklist ticket={ticket} />
          <Notes ticket={ticket} />
          <Photos ticket={ticket} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Facts ticket={ticket} />
          <LinkedStop ticket={ticket} />
          <Parts ticket={ticket} />
          <Labour ticket={ticket} />
          <History id={ticket.id} />
          <TicketQr ticket={ticket} />
        </div>
      </div>
      {edits && <EditTicket ticket={ticket} onClose={() => setEdits(false)} />}
    </Page>
  );
}

function Held({ ticket: { hold_reason: reason, hold_note: note } }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  if (reason === null) return null;
  return (
    <p className="rounded-lg border border-idle bg-surface px-3 py-2">
      <span className="font-medium">{t('hold.waits', { for: t(`holdReason.${reason}`) })}</span>
      {note !== null && `: ${note}`}
    </p>
  );
}

function Repair({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { remedy, failure_cause: cause, failure_code: code } = ticket;
  if (remedy === null && cause === null && code === null) return null;
  return (
    <Card title={t('repair')}>
      {remedy !== null && <p className="mb-2 break-words whitespace-pre-line">{remedy}</p>}
      <dl className="flex flex-col gap-2">
        {cause !== null && <FactLine name={t('field.failureCause')}>{cause}</FactLine>}
        {code !== null && <FactLine name={t('field.failureCode')}>{code}</FactLine>}
      </dl>
    </Card>
  );
}

function Facts({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  return (
    <Card title={t('facts')}>
      <div className="mb-4">
        <Assign ticket={ticket} />
      </div>
      <dl className="flex flex-col gap-2">
        <FactLine name={t('field.due')}>
          <DueMark ticket={ticket} />
        </FactLine>
        <FactLine name={t('field.category')}>{ticket.incident_category}</FactLine>
        {ticket.team !== null && <FactLine name={t('field.team')}>{ticket.team}</FactLine>}
        <FactLine name={t('field.reporter')}>{ticket.reported_by.name}</FactLine>
        <FactLine name={t('field.logged')}>{format.dateTime(ticket.logged_time)}</FactLine>
        <FactLine name={t('field.source')}>{t(`source.${ticket.source}`)}</FactLine>
        {ticket.started_at !== null && (
          <FactLine name={t('field.started')}>{format.dateTime(ticket.started_at)}</FactLine>
        )}
        {ticket.resolved_time !== null && (
          <FactLine name={t('field.resolved')}>{format.dateTime(ticket.resolved_time)}</FactLine>
        )}
        {ticket.closed_at !== null && <FactLine name={t('field.closed')}>{format.dateTime(ticket.closed_at)}</FactLine>}
        {ticket.reopened_count > 0 && <FactLine name={t('field.reopened')}>{ticket.reopened_count}</FactLine>}
        {ticket.follows_ticket_id !== null && (
          <FactLine name={t('field.follows')}>
            <Link
              to="/tickets/$ticketId"
              params={{ ticketId: ticket.follows_ticket_id }}
              className="text-accent underline"
            >
              #{ticket.follows_ticket_id}
            </Link>
          </FactLine>
        )}
      </dl>
    </Card>
  );
}
