import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { presentMs } from '../../format/clock.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { CountSheet } from './count-sheet.tsx';
import { NoLocation } from './no-location.tsx';
import { type Booked, StocktakeBooked } from './stocktake-booked.tsx';
import { StoresPage } from './stores-page.tsx';
import { type Location, useLocations } from './use-stock.ts';
import { useStocktake } from './use-stocktake.ts';

/** Counting what is there: one location, by scan or by typing, booked all at once. */
export function StocktakePage() {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const [stocktake, change] = useStocktake();
  const [booked, setBooked] = useState<Booked>();
  if (!can('inventory:manage')) {
    return (
      <StoresPage title={t('stocktake.title')}>
        <Empty title={t('stocktake.notAllowed')} />
      </StoresPage>
    );
  }
  if (stocktake !== undefined) {
    return (
      <CountSheet
        key={stocktake.locationId}
        stocktake={stocktake}
        onChange={change}
        onBooked={(result) => {
          change(() => undefined);
          setBooked(result);
        }}
      />
    );
  }
  return (
    <StoresPage title={t('stocktake.title')} subtitle={t('stocktake.subtitle')}>
      {booked !== undefined && <StocktakeBooked booked={booked} onClose={() => setBooked(undefined)} />}
      <Begin
        onBegin={(locationId) => {
          setBooked(undefined);
          change(() => ({ locationId, startedAt: presentMs(), counts: {} }));
        }}
      />
    </StoresPage>
  );
}

function Begin({ onBegin }: { readonly onBegin: (locationId: number) => void }) {
  const { t } = useTranslation('stores');
  const locations = useLocations();
  return (
    <Card title={t('stocktake.begin')} className="max-w-xl">
      <QueryView query={locations}>
        {(data) => (data.length === 0 ? <NoLocation /> : <BeginForm locations={data} onBegin={onBegin} />)}
      </QueryView>
    </Card>
  );
}

interface BeginFormProps {
  readonly locations: readonly Location[];
  readonly onBegin: (locationId: number) => void;
}

function BeginForm({ locations, onBegin }: BeginFormProps) {
  const { t } = useTranslation('stores');
  const [location, setLocation] = useState('');
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onBegin(Number(location));
      }}
    >
      <SelectField
        label={t('field.location')}
        required
        value={location}
        onChange={({ target }) => setLocation(target.value)}
      >
        <option value="">{t('book.choose')}</option>
        {locations.map(({ id, name, retired }) => (
          <option key={id} value={id}>
            {retired ? `${name} (${t('retired')})` : name}
          </option>
        ))}
      </SelectField>
      <p className="text-quiet">{t('stocktake.how')}</p>
      <Button type="submit" kind="primary" size="glove">
        {t('stocktake.start')}
      </Button>
    </form>
  );
}
