import { UserPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { roles, type User } from './user.ts';
import { UserDialog } from './user-dialog.tsx';

const states = ['enabled', 'disabled'] as const;

/** Accounts: who may sign in, and as what. */
export function UsersPage() {
  const { t } = useTranslation(['administration', 'common']);
  const format = useFormat();
  const { filters, bind, typed } = useFilters<'text' | 'role' | 'state'>();
  const [opened, setOpened] = useState<User>();
  const [isCreating, setIsCreating] = useState(false);
  const role = roles.find((each) => each === filters.role);
  const list = useCursorRows<Item<'/api/v1/users'>>(['users', 'list', filters], (page) =>
    contentOf(
      GET('/api/v1/users', {
        params: {
          query: {
            ...page,
            ...(filters.text === undefined ? {} : { search: filters.text }),
            ...(role === undefined ? {} : { access_role: role }),
            ...(filters.state === undefined ? {} : { disabled: filters.state === 'disabled' }),
          },
        },
      }),
    ),
  );
  const columns = useMemo(
    (): readonly Column<User>[] => [
      {
        id: 'name',
        title: t('users.name'),
        cell: (user) => (
          <button
            type="button"
            className="min-h-11 text-left font-medium text-accent hover:underline"
            onClick={() => setOpened(user)}
          >
            {user.first_name} {user.last_name}
          </button>
        ),
      },
      { id: 'email', title: t('users.email'), cell: ({ email }) => <span className="break-all">{email}</span> },
      { id: 'role', title: t('users.role'), cell: ({ access_role: each }) => t(`common:role.${each}`) },
      { id: 'state', title: t('users.state'), cell: (user) => <UserState user={user} /> },
      {
        id: 'signed-in',
        title: t('users.lastSignIn'),
        cell: ({ last_sign_in_at: at }) => format.dateTime(at),
      },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('section.users')}
      actions={
        <Button kind="primary" icon={<UserPlus className="size-5" aria-hidden />} onClick={() => setIsCreating(true)}>
          {t('users.create')}
        </Button>
      }
    >
      <div className="mb-4 grid gap-3 sm:grid-cols-3">
        <FilterField label={t('common:action.search')} {...typed('text')} />
        <SelectField label={t('users.role')} {...bind('role')}>
          <option value="">{t('all')}</option>
          {roles.map((each) => (
            <option key={each} value={each}>
              {t(`common:role.${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('users.state')} {...bind('state')}>
          <option value="">{t('all')}</option>
          {states.map((each) => (
            <option key={each} value={each}>
              {t(`users.${each}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <CursorList
        list={list}
        label={t('section.users')}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={t('users.none')}
      />
      {isCreating && <NewUserDialog onClose={() => setIsCreating(false)} />}
      {opened !== undefined && <UserDialog key={opened.id} listed={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

function UserState({ user: { disabled, activated } }: { readonly user: User }) {
  const { t } = useTranslation(['administration', 'common']);
  if (disabled) return <Tag tone="danger">{t('users.disabled')}</Tag>;
  return activated ? <Tag tone="good">{t('users.enabled')}</Tag> : <Tag tone="warning">{t('users.waiting')}</Tag>;
}
