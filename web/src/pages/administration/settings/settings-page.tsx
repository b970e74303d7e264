import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useServerWords } from '../../../i18n/use-server-words.ts';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { Empty } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { SettingForm } from './setting-form.tsx';

type Setting = Item<'/api/v1/settings'>;

const topicOf = ({ key }: Setting) => key.split('.')[0] ?? '';

/** What can be set while MillDash runs, by topic. */
export function SettingsPage() {
  const { t, i18n } = useTranslation(['administration', 'common']);
  const serverWords = useServerWords();
  const { filters, typed } = useFilters<'text'>();
  const settings = useQuery({ queryKey: ['settings'], queryFn: () => contentOf(GET('/api/v1/settings')) });
  const sought = (filters.text ?? '').trim().toLowerCase();
  const nameOf = (topic: string) =>
    i18n.exists(`administration:settings.topics.${topic}`) ? t(`settings.topics.${topic}` as never) : topic;
  return (
    <Page title={t('section.settings')} subtitle={t('about.settings')}>
      <FilterField label={t('common:action.search')} className="mb-4 max-w-lg" {...typed('text')} />
      <QueryView query={settings}>
        {({ items }) => {
          const found = items.filter(({ key, description }) =>
            `${key} ${serverWords('settings', key, description)}`.toLowerCase().includes(sought),
          );
          const topics = [...new Set(found.map(topicOf))];
          if (topics.length === 0) return <Empty>{t('settings.none')}</Empty>;
          return (
            <div className="flex flex-col gap-4">
              {topics.map((topic) => (
                <Card key={topic} title={nameOf(topic)}>
                  <div className="divide-y divide-line">
                    {found
                      .filter((setting) => topicOf(setting) === topic)
                      .map((setting) => (
                        <SettingForm key={setting.key} setting={setting} />
                      ))}
                  </div>
                </Card>
              ))}
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}
