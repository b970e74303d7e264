/** One item of a checklist: what to do, what was found, and the ticket that follows from a failure. */
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST, PUT } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { shrink } from '../../offline/shrink.ts';
import { Button } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { CheckAnswer } from './check-answer.tsx';
import type { Check, Finding } from './details.types.ts';
import { useRereadTickets } from './use-tickets.ts';

async function answer(ticketId: number, itemId: number, finding: Finding): Promise<void> {
  const path = { id: ticketId, item_id: itemId };
  if (!(finding instanceof File)) {
    await PUT('/api/v1/tickets/{id}/checklist/{item_id}', { params: { path }, body: finding });
    return;
  }
  const form = new FormData();
  form.append('file', await shrink(finding), finding.name);
  await POST('/api/v1/tickets/{id}/checklist/{item_id}/photo', {
    params: { path, header: { 'Idempotency-Key': newIdempotencyKey() } },
    body: { file: '' },
    bodySerializer: () => form,
  });
}

export function CheckRow({
  ticketId,
  check,
  canAnswer,
}: {
  readonly ticketId: number;
  readonly check: Check;
  readonly canAnswer: boolean;
}) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  const reread = useRereadTickets();
  const [changes, setChanges] = useState(false);
  const send = useMutation({
    mutationFn: (finding: Finding) => answer(ticketId, check.id, finding),
    onSuccess: () => setChanges(false),
    onSettled: reread,
  });
  const follow = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/api/v1/tickets/{id}/checklist/{item_id}/follow-up', {
          params: { path: { id: ticketId, item_id: check.id } },
          body: {},
        }),
      ),
    onSettled: reread,
  });
  const isAnswered = check.answered_at !== null;
  return (
    <li className="flex flex-col gap-2 py-3">
      <p className="font-medium">
        {check.instruction}
        {check.required && <span className="ml-2 text-sm text-warning">{t('check.required')}</span>}
      </p>
      {isAnswered && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <FoundMark check={check} />
          {check.note !== null && <span>{check.note}</span>}
          <span className="text-sm text-quiet">
            {check.answered_by} · {format.when(check.answered_at)}
          </span>
          {canAnswer && !changes && (
            <Button size="small" className="print:hidden" onClick={() => setChanges(true)}>
              {t('check.change')}
            </Button>
          )}
        </div>
      )}
      {canAnswer && (!isAnswered || changes) && (
        <CheckAnswer check={check} isBusy={send.isPending} onAnswer={send.mutate} />
      )}
      <Refusal error={send.error ?? follow.error} />
      {check.follow_up_ticket_id !== null && (
        <Link
          to="/tickets/$ticketId"
          params={{ ticketId: check.follow_up_ticket_id }}
          className="font-medium text-accent underline"
        >
          {t('check.followed', { ticket: `#${check.follow_up_ticket_id}` })}
        </Link>
      )}
      {canAnswer && check.follow_up_offered && (
        <div>
          <Button isBusy={follow.isPending} onClick={() => follow.mutate()}>
            {t('check.followUp')}
          </Button>
        </div>
      )}
    </li>
  );
}

function FoundMark({ check }: { readonly check: Check }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const { result, value, unit, image } = check;
  const Icon = result === 'failed' ? CircleX : CircleCheck;
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-medium ${result === 'failed' ? 'text-danger' : 'text-good'}`}
    >
      <Icon className="size-5 shrink-0" aria-hidden />
      {result === 'failed' ? t('check.failed') : t('check.passed')}
      {typeof value === 'number' && image === null && (
        <span className="text-ink">
          {format.exact(value)} {unit}
        </span>
      )}
      {typeof value === 'string' && <span className="text-ink">{value}</span>}
      {image !== null && (
        <a href={`/${image.image_url}`} target="_blank" rel="noreferrer">
          <img
            src={`/${image.thumbnail_url}`}
            alt={image.caption ?? check.instruction}
            className="size-16 rounded-lg object-cover"
          />
        </a>
      )}
    </span>
  );
}
