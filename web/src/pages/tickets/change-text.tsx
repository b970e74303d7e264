import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { hangingText, isVerb, type Told, type ToldField, toldChanges } from './changes.ts';
import type { HoldReason, Priority, TicketStatus } from './ticket-words.ts';

interface Change {
  readonly verb: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly reason: string | null;
}

/** A step in words: what it was, what it changed, and why. */
export function ChangeText({ change }: { readonly change: Change }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { verb, changes, reason } = change;
  const hanging = hangingText(changes);
  return (
    <div className="text-sm">
      <p>
        {isVerb(verb) ? t(`verb.${verb}`) : verb}
        {hanging !== undefined && <span className="break-words text-quiet">: {hanging}</span>}
        {reason !== null && <span className="break-words text-quiet">: {reason}</span>}
      </p>
      {toldChanges(verb, changes).map(({ field, before, after }) => (
        <p key={field} className="break-words">
          <span className="text-quiet">{t(`changed.${field}`)}: </span>
          {before.as !== 'nothing' && (
            <>
              <del className="text-quiet">
                <ToldValue field={field} value={before} />
              </del>{' '}
              <span aria-hidden>→</span>{' '}
            </>
          )}
          <ToldValue field={field} value={after} />
        </p>
      ))}
    </div>
  );
}

function ToldValue({ field, value }: { readonly field: ToldField; readonly value: Told }) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  if (value.as === 'nothing') return <>{t('common:none')}</>;
  if (value.as === 'text') return <>{value.text}</>;
  if (value.as === 'instant') return <>{format.dateTime(value.instant)}</>;
  if (value.as !== 'word') return <>{t(`yesNo.${value.as}`)}</>;
  if (field === 'status') return <>{t(`common:ticketStatus.${value.word as TicketStatus}`)}</>;
  if (field === 'priority') return <>{t(`common:priority.${value.word as Priority}`)}</>;
  return <>{t(`holdReason.${value.word as HoldReason}`)}</>;
}
