import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { sectionAddress } from './frame.tsx';
import { openSections } from './sections.ts';

/** What there is to administer, with a sentence on each. */
export function AdministrationPage(): ReactNode {
  const { t } = useTranslation(['administration', 'common']);
  const { can } = useSession();
  const groups = openSections(can);
  return (
    <Page title={t('title')}>
      {groups.length === 0 && <Empty title={t('common:state.notAllowed')} />}
      <div className="grid items-start gap-4 md:grid-cols-2">
        {groups.map(({ group, names }) => (
          <Card key={group} title={t(`group.${group}`)}>
            <ul className="divide-y divide-line">
              {names.map((name) => (
                <li key={name}>
                  <Link
                    to={sectionAddress(name)}
                    className="flex min-h-11 items-center gap-3 rounded-lg px-2 py-2 hover:bg-sunken"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block font-medium">{t(`section.${name}`)}</span>
                      <span className="block text-sm text-quiet">{t(`about.${name}`)}</span>
                    </span>
                    <ChevronRight className="size-5 shrink-0 text-quiet" aria-hidden />
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </Page>
  );
}
