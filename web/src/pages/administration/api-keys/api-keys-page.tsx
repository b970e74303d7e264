import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { presentMs } from '../../../format/clock.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';

type Key = Item<'/api/v1/api-keys'>;

/** Keys of programs: what each may do, and when it was last used. */
export function ApiKeysPage() {
  const { t } = useTranslation('administration');
  const format = useFormat();
  const [isCreating, setIsCreating] = useState(false);
  const list = useCursorRows<Key>(['api-keys'], (query) => contentOf(GET('/api/v1/api-keys', { params: { query } })));
  const columns = useMemo(
    (): readonly Column<Key>[] => [
      {
        id: 'name',
        title: t('name'),
        cell: ({ name, prefix }) => (
          <span>
            <span className="block font-medium">{name}</span>
            <code className="text-sm text-quiet">{prefix}…</code>
          </span>
        ),
      },
      {
        id: 'scopes',
        title: t('keys.scopes'),
        cell: ({ scopes }) => <span className="text-sm">{scopes.join(', ')}</span>,
      },
      { id: 'state', title: t('state'), cell: (key) => <KeyState of={key} /> },
      { id: 'expires', title: t('keys.expires'), cell: ({ expires_at: at }) => format.date(at) },
      { id: 'used', title: t('keys.lastUsed'), cell: ({ last_used_at: at }) => format.dateTime(at) },
      {
        id: 'revoke',
        title: '',
        cell: ({ id, name, revoked_at: revokedAt }) =>
          revokedAt === null && (
            <DeedButton
              size="small"
              text={t('keys.revoke')}
              nouns={['api-keys']}
              run={() => contentOf(DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }))}
              told={t('keys.isRevoked', { name })}
              asks={{ title: t('keys.revokeAsk', { name }), description: t('keys.revokeHint') }}
            />
          ),
      },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('section.api-keys')}
      actions={
        <Button kind="primary" onClick={() => setIsCreating(true)}>
          {t('keys.create')}
        </Button>
      }
    >
      <CursorList
        list={list}
        label={t('section.api-keys')}
        columns={columns}
        keyOf={({ id }) => id}
        empty={t('keys.none')}
      />
      {isCreating && <NewKeyDialog onClose={() => setIsCreating(false)} />}
    </Page>
  );
}

function KeyState({ of: { revoked_at: revokedAt, expires_at: expiresAt } }: { readonly of: Key }) {
  const { t } = useTranslation('administration');
  if (revokedAt !== null) return <Tag tone="quiet">{t('keys.revoked')}</Tag>;
  if (expiresAt !== null && Date.parse(expiresAt) < presentMs()) return <Tag tone="warning">{t('keys.expired')}</Tag>;
  return <Tag tone="good">{t('keys.valid')}</Tag>;
}
