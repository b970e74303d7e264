import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tabs } from './search.ts';

/** Parts of a machine's page; each has its address. */
export function MachineTabs({ machineId }: { readonly machineId: string }) {
  const { t } = useTranslation('machine');
  const { tab: present = 'timeline' } = useSearch({ from: '/door/shell/machines/$machineId' });
  return (
    <nav aria-label={t('tabs')} className="mb-4 flex gap-1 overflow-x-auto border-b border-line print:hidden">
      {tabs.map((tab) => (
        <Link
          key={tab}
          from="/machines/$machineId"
          to="/machines/$machineId"
          params={{ machineId }}
          search={(search) => ({ ...search, tab: tab === 'timeline' ? undefined : tab })}
          aria-current={tab === present ? 'page' : undefined}
          className={`min-h-11 shrink-0 border-b-4 px-3 py-2.5 font-medium ${
            tab === present ? 'border-accent text-ink' : 'border-transparent text-quiet hover:text-ink'
          }`}
        >
          {t(`tab.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
