import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { ChangeText } from './change-text.tsx';
import { useHistory } from './history.tsx';

/** Who has changed a ticket while a form for it was open, and what: to go on is for the writer to say. */
export function ChangedMeanwhile({
  ticket,
  since,
  onSeen,
}: {
  readonly ticket: Ticket;
  /** The ticket as the form knows it. */
  readonly since: Ticket;
  readonly onSeen: () => void;
}) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const pages = useHistory(ticket.id);
  const steps = pages.data?.pages[0]?.items.filter(({ changed_at: at }) => at > since.updated_at) ?? [];
  return (
    <div role="alert" className="rounded-lg border border-warning p-3">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert className="size-5 shrink-0 text-warning" aria-hidden />
        {t('edit.overtaken')}
      </p>
      <ul className="my-2 flex flex-col gap-1">
        {steps.map((step) => (
          <li key={step.id}>
            <span className="text-sm font-medium">
              {step.author.name} · {format.when(step.changed_at)}
            </span>
            <ChangeText change={step} />
          </li>
        ))}
      </ul>
      <Button size="small" onClick={onSeen}>
        {t('edit.goOn')}
      </Button>
    </div>
  );
}
