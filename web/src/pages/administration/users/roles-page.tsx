import { useQuery } from '@tanstack/react-query';
import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { permissionKey } from '../permission-texts.ts';

/** What each role may do: a row a permission, a column a role. */
export function RolesPage() {
  const { t } = useTranslation(['administration', 'common']);
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => contentOf(GET('/api/v1/roles')) });
  return (
    <Page title={t('section.roles')} subtitle={t('about.roles')}>
      <QueryView query={roles}>
        {({ items }) => {
          const permissions = items.find(({ role }) => role === 'ADMIN')?.permissions ?? [];
          return (
            <section
              aria-label={t('section.roles')}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys
              tabIndex={0}
              className="relative overflow-x-auto rounded-xl border border-line bg-surface"
            >
              <table className="w-full border-collapse text-sm">
                <thead>
                  <tr>
                    <th scope="col" className="border-b border-line px-3 py-2 text-left">
                      {t('roles.permission')}
                    </th>
                    {items.map(({ role }) => (
                      <th key={role} scope="col" className="border-b border-line px-2 py-2 text-center">
                        {t(`common:role.${role}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {permissions.map((permission) => (
                    <tr key={permission} className="border-b border-line last:border-0">
                      <th scope="row" className="px-3 py-2 text-left font-normal">
                        {t(`permission.${permissionKey(permission)}`)}
                        <span className="block text-xs text-quiet">{permission}</span>
                      </th>
                      {items.map(({ role, permissions: held }) => (
                        <td key={role} className="px-2 py-2 text-center">
                          <Held is={held.includes(permission)} />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          );
        }}
      </QueryView>
    </Page>
  );
}

function Held({ is }: { readonly is: boolean }) {
  const { t } = useTranslation(['administration', 'common']);
  const Icon = is ? Check : Minus;
  return (
    <>
      <Icon className={`mx-auto size-5 ${is ? 'text-good' : 'text-quiet opacity-50'}`} strokeWidth={3} aria-hidden />
      <span className="sr-only">{is ? t('yes') : t('no')}</span>
    </>
  );
}
