import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { CountSheet } from './count-sheet.tsx';
import { type Booked, StocktakeBooked } from './stocktake-booked.tsx';
import { StoresPage } from './stores-page.tsx';
import { useLocations } from './use-stock.ts';
import { useStocktake } from './use-stocktake.ts';

/** Counting what is there: one location, by scan or by typing, booked all at once. */
export function StocktakePage() {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const [stocktake, keep] = useStocktake();
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
        onChange={keep}
        onBooked={(result) => {
          keep(undefined);
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
          keep({ locationId, startedAt: Date.now(), counts: {} });
        }}
      />
    </StoresPage>
  );
}

function Begin({ onBegin }: { readonly onBegin: (locationId: number) => void }) {
  const { t } = useTranslation('stores');
  const { data: locations = [] } = useLocations();
  const [location, setLocation] = useState('');
  return (
    <Card title={t('stocktake.begin')} className="max-w-xl">
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
          {locations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <p className="text-quiet">{t('stocktake.how')}</p>
        <Button type="submit" kind="primary" size="glove">
          {t('stocktake.start')}
        </Button>
      </form>
    </Card>
  );
}
