/** What can be done with the tickets that are ticked: only what each of them allows. */
import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH, POST } from '../../api/client.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ProblemText } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { type BulkResult, inBulk } from './bulk.ts';
import { BulkMoveDialog } from './bulk-move.tsx';
import { movesOfAll, type StatusMove, wantsWords } from './moves.ts';
import { type Step, sendMove } from './send-move.ts';
import { type Priority, priorities, type TicketRow } from './ticket-words.ts';
import { useAssignees, useRereadTickets } from './use-tickets.ts';

type Act = (ticket: TicketRow) => Promise<unknown>;

const bulkMoves: readonly StatusMove[] = ['start', 'hold', 'close', 'cancel'];

interface BulkBarProps {
  readonly tickets: readonly TicketRow[];
  /** What stays ticked: those that failed. */
  readonly onSelect: (keys: ReadonlySet<string>) => void;
}

export function BulkBar({ tickets, onSelect }: BulkBarProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const { account, can } = useSession();
  const notify = useNotify();
  const reread = useRereadTickets();
  const assignees = useAssignees();
  const [asked, setAsked] = useState<'hold' | 'cancel'>();
  const [through, setThrough] = useState(0);
  const [result, setResult] = useState<BulkResult>();
  const run = useMutation({
    mutationFn: (act: Act) => inBulk(tickets, act, setThrough),
    onMutate() {
      setThrough(0);
      setResult(undefined);
    },
    onSuccess(next) {
      setAsked(undefined);
      setResult(next);
      if (next.failed.length === 0) notify(t('bulk.done', { count: next.done.length }));
      onSelect(new Set(next.failed.map(({ id }) => String(id))));
    },
    onSettled: reread,
  });
  const moves = movesOfAll(tickets);
  const step = (next: Step) => run.mutate((ticket) => sendMove(ticket, next));
  const assign = (assigneeId: number | null) =>
    run.mutate(({ id, version }) =>
      contentOf(
        POST('/api/v1/tickets/{id}/assign', { params: { path: { id } }, body: { assignee_id: assigneeId, version } }),
      ),
    );
  const prioritise = (priority: Priority) =>
    run.mutate(({ id, version }) =>
      contentOf(PATCH('/api/v1/tickets/{id}', { params: { path: { id } }, body: { priority, version } })),
    );
  const choice = 'min-h-11 rounded-lg border border-line bg-surface px-3';
  return (
    <>
      {result !== undefined && result.failed.length > 0 && (
        <BulkFailure result={result} onClose={() => setResult(undefined)} />
      )}
      {tickets.length > 0 && (
        <div className="sticky top-0 z-20 mb-3 flex flex-wrap items-center gap-2 rounded-xl border border-accent bg-surface p-2 shadow-md">
          <span className="px-2 font-medium" role="status">
            {run.isPending
              ? t('bulk.running', { through, all: tickets.length })
              : t('bulk.chosen', { count: tickets.length })}
          </span>
          <fieldset disabled={run.isPending} className="contents">
            {moves.includes('assign') &&
              (can('tickets:manage') ? (
                <select
                  aria-label={t('bulk.assign')}
                  value=""
                  onChange={({ target }) => assign(target.value === 'none' ? null : Number(target.value))}
                  className={choice}
                >
                  <option value="">{t('bulk.assign')}</option>
                  <option value="none">{t('list.nobody')}</option>
                  {assignees.data?.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              ) : (
                <Button onClick={() => assign(account.id)}>{t('assign.take')}</Button>
              ))}
            <select
              aria-label={t('field.priority')}
              value=""
              onChange={({ target }) => prioritise(target.value as Priority)}
              className={choice}
            >
              <option value="">{t('field.priority')}</option>
              {priorities.map((priority) => (
                <option key={priority} value={priority}>
                  {t(`common:priority.${priority}`)}
                </option>
              ))}
            </select>
            {bulkMoves
              .filter((move) => moves.includes(move))
              .map((move) => (
                <Button
                  key={move}
                  onClick={() => {
                    if (move === 'hold' || move === 'cancel') setAsked(move);
                    else if (!wantsWords(move)) step({ move });
                  }}
                >
                  {t(`move.${move}`)}
                </Button>
              ))}
          </fieldset>
          <IconButton
            label={t('bulk.clear')}
            className="ml-auto"
            icon={<X className="size-5" aria-hidden />}
            onClick={() => onSelect(new Set())}
          />
        </div>
      )}
      {asked !== undefined && (
        <BulkMoveDialog
          move={asked}
          count={tickets.length}
          isBusy={run.isPending}
          onStep={step}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function BulkFailure({ result, onClose }: { readonly result: BulkResult; readonly onClose: () => void }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { done, failed } = result;
  return (
    <div role="alert" className="mb-3 flex items-start gap-3 rounded-xl border border-danger bg-surface p-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t('bulk.failed', { count: failed.length, done: done.length })}</p>
        <ul className="mt-1 text-sm">
          {failed.map(({ id, error }) => (
            <li key={id}>
              #{id}: <ProblemText error={error} />
            </li>
          ))}
        </ul>
      </div>
      <IconButton label={t('common:action.close')} icon={<X className="size-5" aria-hidden />} onClick={onClose} />
    </div>
  );
}
