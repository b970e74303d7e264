/** The list of the administration's pages beside each of them; on a phone a way back to it. */
import { Link, type LinkProps, Outlet, useRouterState } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Empty, Loading } from '../../ui/messages.tsx';
import { isShut, openSections, type SectionName } from './sections.ts';

export const sectionAddress = (name: SectionName) => `/admin/${name}` as NonNullable<LinkProps['to']>;

const linkClass =
  'block rounded-lg px-3 py-2 font-medium text-quiet hover:bg-sunken hover:text-ink data-[status=active]:bg-sunken data-[status=active]:text-ink';

// its type is part of the router's, which its links are checked by
export function AdministrationFrame(): ReactNode {
  const { t } = useTranslation(['administration', 'common']);
  const { can } = useSession();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  if (/^\/admin\/?$/.test(pathname)) return <Outlet />;
  if (isShut(pathname, can)) return <Empty title={t('common:state.notAllowed')} />;
  return (
    <div className="lg:flex">
      <nav
        aria-label={t('title')}
        className="sticky top-0 hidden h-dvh w-52 shrink-0 overflow-y-auto border-r border-line p-3 lg:block print:hidden"
      >
        {openSections(can).map(({ group, names }) => (
          <div key={group} className="mb-3">
            <p className="px-3 py-1 text-sm font-semibold">{t(`group.${group}`)}</p>
            {names.map((name) => (
              <Link key={name} to={sectionAddress(name)} className={linkClass}>
                {t(`section.${name}`)}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="min-w-0 flex-1">
        <Link
          to="/admin"
          className="inline-flex min-h-11 items-center gap-1 px-4 pt-2 font-medium text-accent lg:hidden print:hidden"
        >
          <ChevronLeft className="size-5" aria-hidden />
          {t('title')}
        </Link>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
