import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { MonitorPlay } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFloor } from '../../parts/use-floor.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { FloorView } from './floor-view.tsx';
import { KeyFigures } from './key-figures.tsx';

export function FloorPage() {
  const { t } = useTranslation(['floor', 'common']);
  const { area } = useSearch({ from: '/door/shell/' });
  const floor = useFloor();
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <AreaChoice area={area} />
          <LinkButton
            to="/wall"
            search={area === undefined ? {} : { area }}
            icon={<MonitorPlay className="size-5" aria-hidden />}
          >
            {t('wall')}
          </LinkButton>
        </>
      }
    >
      <QueryView query={floor}>
        {(data) => (
          <>
            {data.machines.length > 0 && <KeyFigures floor={data} />}
            <FloorView
              floor={data}
              area={area}
              hasLinks
              className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4"
            />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function AreaChoice({ area }: { readonly area: number | undefined }) {
  const { t } = useTranslation(['floor', 'common']);
  const navigate = useNavigate({ from: '/' });
  const places = useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
  const items = places.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <select
      aria-label={t('area')}
      className="min-h-11 rounded-lg border border-line bg-surface px-3"
      value={area ?? ''}
      onChange={({ target }) => {
        const chosen = Number(target.value);
        void navigate({ search: chosen > 0 ? { area: chosen } : {} });
      }}
    >
      <option value="">{t('allAreas')}</option>
      {items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
