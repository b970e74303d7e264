/** A step that did not happen: the server's sentence, and what somebody else did just before. */
import { Link } from '@tanstack/react-router';
import { CircleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isUnreachable, Problem } from '../../api/problem.ts';
import { useFormat } from '../../format/use-format.ts';
import { IconButton } from '../../ui/button.tsx';
import { ProblemText } from '../../ui/messages.tsx';
import { ChangeText } from './change-text.tsx';
import { useHistory } from './history.tsx';
import { type TicketRow, titleOf } from './ticket-words.ts';

interface OvertakenProps {
  readonly ticket: TicketRow;
  readonly error: unknown;
  readonly onClose: () => void;
}

export function Overtaken({ ticket, error, onClose }: OvertakenProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const isOvertaken = error instanceof Problem && ['version-conflict', 'ticket-move-refused'].includes(error.code);
  return (
    <div role="alert" className="mb-4 flex items-start gap-3 rounded-lg border border-danger bg-surface p-3">
      <CircleAlert className="mt-0.5 size-5 shrink-0 text-danger" aria-hidden />
      <div className="min-w-0 flex-1">
        <Link to="/tickets/$ticketId" params={{ ticketId: ticket.id }} className="font-medium underline">
          #{ticket.id} {titleOf(ticket)}
        </Link>
        <p>{isUnreachable(error) ? t('common:state.unreachable') : <ProblemText error={error} />}</p>
        {isOvertaken && <LastStep id={ticket.id} />}
      </div>
      <IconButton label={t('common:action.close')} icon={<X className="size-5" aria-hidden />} onClick={onClose} />
    </div>
  );
}

function LastStep({ id }: { readonly id: number }) {
  const format = useFormat();
  const step = useHistory(id).data?.pages[0]?.items[0];
  if (step === undefined) return null;
  return (
    <div className="mt-1 text-sm">
      <p className="font-medium">
        {step.author.name} · {format.when(step.changed_at)}
      </p>
      <ChangeText change={step} />
    </div>
  );
}
