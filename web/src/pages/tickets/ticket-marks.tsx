/** How a ticket stands and how urgent it is: in word and shape, and in colour where that helps. */
import {
  Archive,
  ChevronDown,
  ChevronsUp,
  ChevronUp,
  CircleCheck,
  CircleDot,
  CirclePause,
  CirclePlay,
  CircleX,
  Equal,
  type LucideIcon,
  TimerOff,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { Priority, TicketRow, TicketStatus } from './ticket-words.ts';

const statusLooks: Readonly<Record<TicketStatus, readonly [icon: LucideIcon, colour: string]>> = {
  Open: [CircleDot, 'text-danger'],
  'In Progress': [CirclePlay, 'text-running'],
  'On Hold': [CirclePause, 'text-idle'],
  Resolved: [CircleCheck, 'text-good'],
  Closed: [Archive, 'text-quiet'],
  Cancelled: [CircleX, 'text-quiet'],
};
const priorityLooks: Readonly<Record<Priority, readonly [icon: LucideIcon, colour: string]>> = {
  Critical: [ChevronsUp, 'text-danger'],
  High: [ChevronUp, 'text-warning'],
  Medium: [Equal, 'text-ink'],
  Low: [ChevronDown, 'text-quiet'],
};

export function StatusMark({ status }: { readonly status: TicketStatus }) {
  const { t } = useTranslation(['tickets', 'common']);
  const [Icon, colour] = statusLooks[status];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${colour}`}>
      <Icon className="size-4 shrink-0" strokeWidth={2.5} aria-hidden />
      {t(`common:ticketStatus.${status}`)}
    </span>
  );
}

export function PriorityMark({ priority }: { readonly priority: Priority }) {
  const { t } = useTranslation();
  const [Icon, colour] = priorityLooks[priority];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${colour}`}>
      <Icon className="size-4 shrink-0" strokeWidth={2.5} aria-hidden />
      {t(`priority.${priority}`)}
    </span>
  );
}

/** When it should be done; that it should have been is said in words. */
export function DueMark({ ticket }: { readonly ticket: Pick<TicketRow, 'due_at' | 'overdue'> }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  if (!ticket.overdue) return <span className="whitespace-nowrap">{format.when(ticket.due_at)}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 font-medium text-danger">
      <TimerOff className="size-4 shrink-0" aria-hidden />
      <span className="whitespace-nowrap">{format.when(ticket.due_at)}</span>
      <span className="text-sm">{t('overdue')}</span>
    </span>
  );
}
