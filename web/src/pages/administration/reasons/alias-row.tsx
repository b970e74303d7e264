import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../../api/client.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import type { Reason } from './reason.ts';
import { useAllReasons } from './use-all-reasons.ts';

/** A text of a source: lets it mean another reason, or one of its own. */
export function AliasRow({ alias, reason }: { readonly alias: Reason['aliases'][number]; readonly reason: Reason }) {
  const { t } = useTranslation('administration');
  const others = useAllReasons().data?.filter(({ id }) => id !== reason.id) ?? [];
  const [target, setTarget] = useState('');
  const params = { path: { id: alias.id } };
  const nouns = ['reasons', 'periods'] as const;
  return (
    <li className="flex flex-wrap items-center gap-2 py-2">
      <span className="min-w-40 flex-1 font-medium break-words">{alias.text}</span>
      <select
        aria-label={t('reasons.moveTo', { text: alias.text })}
        className="min-h-11 max-w-full rounded-lg border border-line bg-surface px-2"
        value={target}
        onChange={(event) => setTarget(event.target.value)}
      >
        <option value="">{t('reasons.moveChoice')}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <DeedButton
        text={t('reasons.move')}
        nouns={nouns}
        isDisabled={target === ''}
        run={() => contentOf(POST('/api/v1/reason-aliases/{id}/move', { params, body: { reason_id: Number(target) } }))}
        told={t('reasons.moved', { text: alias.text })}
      />
      {reason.aliases.length > 1 && (
        <DeedButton
          text={t('reasons.split')}
          nouns={nouns}
          run={() => contentOf(POST('/api/v1/reason-aliases/{id}/split', { params, body: {} }))}
          told={t('reasons.moved', { text: alias.text })}
        />
      )}
    </li>
  );
}
