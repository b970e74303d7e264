/**
 * Why a machine stood, by one tap where it is one of the usual reasons, else by a search in the catalogue.
 *
 * Serves the terminal, where fingers are in gloves, and the desk.
 */
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../api/client.ts';
import { Button, type ButtonSize } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Failed } from '../ui/messages.tsx';

export interface PickedReason {
  readonly id: number;
  readonly name: string;
}

interface ReasonPickerProps {
  /** What is usual there is offered first. */
  readonly machineId: string;
  /** The reason that it has. */
  readonly presentId: number | undefined;
  readonly isBusy: boolean;
  readonly onPick: (reason: PickedReason) => void;
  /** `glove` on the terminal. */
  readonly size?: ButtonSize;
}

/** Beyond it one types another letter. */
const FOUND_MAX = 40;
const SUGGESTED_MAX = 8;

export function ReasonPicker({ machineId, presentId, isBusy, onPick, size = 'medium' }: ReasonPickerProps) {
  const { t } = useTranslation('reasons');
  const headingId = useId();
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const suggestions = useQuery({
    queryKey: ['reasons', 'suggestions', machineId],
    queryFn: () => contentOf(GET('/api/v1/reasons/suggestions', { params: { query: { machine_id: machineId } } })),
  });
  const found = useQuery({
    queryKey: ['reasons', 'search', sought],
    queryFn: () => contentOf(GET('/api/v1/reasons', { params: { query: { text: sought, limit: FOUND_MAX } } })),
    enabled: sought !== '',
    placeholderData: (old) => old,
  });
  const usual = (suggestions.data?.items ?? []).slice(0, SUGGESTED_MAX);
  const reasons: readonly PickedReason[] =
    sought === '' ? usual.map(({ reason_id: id, name }) => ({ id, name })) : (found.data?.items ?? []);
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('search')}
        type="search"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div>
        <p id={headingId} className="mb-2 text-sm font-medium text-quiet">
          {sought === '' ? t('usual') : t('found')}
        </p>
        {(suggestions.isError || found.isError) && <Failed error={suggestions.error ?? found.error} />}
        <ul aria-labelledby={headingId} className="grid gap-2 sm:grid-cols-2">
          {reasons.map((reason) => (
            <li key={reason.id}>
              <Button
                size={size}
                className="w-full justify-start text-left"
                aria-pressed={reason.id === presentId}
                isBusy={isBusy}
                icon={reason.id === presentId ? <Check className="size-5 shrink-0" aria-hidden /> : undefined}
                onClick={() => onPick(reason)}
              >
                {reason.name}
              </Button>
            </li>
          ))}
        </ul>
        <p role="status" className="text-quiet">
          {sought !== '' && found.data?.items.length === 0 && t('nothing', { text: sought })}
          {sought === '' && suggestions.data?.items.length === 0 && t('noneYet')}
        </p>
      </div>
    </div>
  );
}
