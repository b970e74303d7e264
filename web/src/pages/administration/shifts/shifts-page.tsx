import { useTranslation } from 'react-i18next';
import { Page } from '../../../ui/page.tsx';
import { CalendarsCard } from './calendars-card.tsx';
import { ExceptionsCard } from './exceptions-card.tsx';
import { InstancesCard } from './instances-card.tsx';

/** When the factory works: patterns, other days, and what comes of them. */
export function ShiftsPage() {
  const { t } = useTranslation('administration');
  return (
    <Page title={t('section.shifts')} subtitle={t('about.shifts')}>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex flex-col gap-4">
          <CalendarsCard />
          <ExceptionsCard />
        </div>
        <InstancesCard />
      </div>
    </Page>
  );
}
