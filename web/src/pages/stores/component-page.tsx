import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../../ui/query-view.tsx';
import { type Booked, BookedNotice } from './booked-notice.tsx';
import { BookingButtons } from './booking-buttons.tsx';
import { BookingDialog } from './booking-dialog.tsx';
import type { BookingKind } from './bookings.ts';
import { CameraButton } from './camera-button.tsx';
import { LabelCard } from './label-card.tsx';
import { LastMovementsCard } from './last-movements-card.tsx';
import { LevelsCard } from './levels-card.tsx';
import { MachinesCard } from './machines-card.tsx';
import { LowMark, RetiredMark } from './marks.tsx';
import { MasterDataCard } from './master-data-card.tsx';
import { ReservationsCard } from './reservations-card.tsx';
import { StoresPage } from './stores-page.tsx';
import { useOpenCode } from './use-scanner.ts';
import { type Component, useComponent } from './use-stock.ts';

/** One component: what is where, and everything that is done with it. */
export function ComponentPage() {
  const { t } = useTranslation('stores');
  const { componentId } = useParams({ from: '/door/shell/stores/components/$componentId' });
  const component = useComponent(Number(componentId));
  const openCode = useOpenCode();
  return (
    <StoresPage
      title={component.data?.component_name ?? t('component.title', { id: componentId })}
      subtitle={component.data !== undefined && <Subtitle component={component.data} />}
      actions={<CameraButton onScan={openCode} />}
    >
      {/* another component is another page: nothing that was begun for one goes on for the other */}
      <QueryView query={component}>{(data) => <Content key={data.id} component={data} />}</QueryView>
    </StoresPage>
  );
}

function Subtitle({ component }: { readonly component: Component }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3">
      {component.stock_code !== null && <span>{component.stock_code}</span>}
      {component.category !== null && <span>{component.category}</span>}
      {component.low && <LowMark />}
      {component.retired && <RetiredMark />}
    </p>
  );
}

function Content({ component }: { readonly component: Component }) {
  const [books, setBooks] = useState<BookingKind>();
  const [booked, setBooked] = useState<Booked>();
  return (
    <>
      <BookingButtons component={component} onBook={setBooks} />
      {booked !== undefined && (
        <BookedNotice
          key={booked.movements[0]?.id ?? 0}
          booked={booked}
          onUndone={setBooked}
          onClose={() => setBooked(undefined)}
        />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <LevelsCard component={component} />
        <ReservationsCard component={component} />
        <LastMovementsCard component={component} />
        <MasterDataCard component={component} />
        <div className="flex flex-col gap-4">
          <MachinesCard component={component} />
          <LabelCard component={component} />
        </div>
      </div>
      {books !== undefined && (
        <BookingDialog
          kind={books}
          component={component}
          onClose={() => setBooks(undefined)}
          onBooked={(movements) => setBooked({ movements, isUndo: false })}
        />
      )}
    </>
  );
}
