import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { useFactory } from '../../session/factory.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Empty, useReasonOf } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { type Code, textOfCode } from './codes.ts';
import { LocationFilter } from './location-select.tsx';
import { MoreButton } from './more-button.tsx';
import { MovementTable } from './movement-table.tsx';
import { type MovementSearch, movementKinds, movementQuery } from './search.ts';
import { StoresPage } from './stores-page.tsx';
import { componentOf } from './use-scanner.ts';
import { useComponent } from './use-stock.ts';

const PAGE_ROWS = 100;
type Narrowing = { [Field in keyof MovementSearch]?: MovementSearch[Field] | undefined };

/** The ledger: everything that came, went and was corrected. */
export function MovementsPage() {
  const { t } = useTranslation('stores');
  const { timezone } = useFactory();
  const search = useSearch({ from: '/door/shell/stores/movements' });
  const navigate = useNavigate({ from: '/stores/movements' });
  const notify = useNotify();
  const reasonOf = useReasonOf();
  const query = movementQuery(search, timezone);
  const movements = useInfiniteQuery({
    queryKey: ['stock', 'movements', query],
    queryFn: ({ pageParam: cursor }) =>
      contentOf(
        GET('/api/v1/inventory/movements', {
          params: { query: { ...query, limit: PAGE_ROWS, ...(cursor === '' ? {} : { cursor }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const narrow = (next: Narrowing) =>
    void navigate({
      search: (old) => ({ ...old, movement: undefined, ...next }) as MovementSearch,
      replace: true,
      resetScroll: false,
    });
  async function narrowByCode(code: Code) {
    try {
      const component = await componentOf(code);
      if (component === undefined) notify(t('scan.unknown', { code: textOfCode(code) }));
      else narrow({ component });
    } catch (error) {
      notify(reasonOf(error));
    }
  }
  return (
    <StoresPage
      title={t('movements.title')}
      actions={<CsvLink address={csvAddress('/api/v1/inventory/movements.csv', query)} />}
      onScan={(code) => void narrowByCode(code)}
    >
      <Filters search={search} onNarrow={narrow} />
      <Card>
        <QueryView query={movements}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items);
            if (rows.length > 0) return <MovementTable rows={rows} pointedAt={search.movement} filters={search} />;
            const isAll = Object.keys(query).length === 0;
            return (
              <Empty title={t(isAll ? 'movements.noneYet' : 'movements.none')}>
                <p>{t(isAll ? 'movements.noneYetHint' : 'movements.noneHint')}</p>
              </Empty>
            );
          }}
        </QueryView>
        <MoreButton query={movements} />
      </Card>
    </StoresPage>
  );
}

function Filters({ search, onNarrow }: { search: MovementSearch; onNarrow: (next: Narrowing) => void }) {
  const { t } = useTranslation('stores');
  const { account } = useSession();
  return (
    <div className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-5 print:hidden">
      {search.component !== undefined && (
        <ComponentChip id={search.component} onRemove={() => onNarrow({ component: undefined })} />
      )}
      {search.ticket !== undefined && (
        <Button
          icon={<X className="size-4" aria-hidden />}
          aria-label={t('movements.without', { what: t('ticket.number', { id: search.ticket }) })}
          onClick={() => onNarrow({ ticket: undefined })}
        >
          {t('ticket.number', { id: search.ticket })}
        </Button>
      )}
      <LocationFilter value={search.location} onChange={(location) => onNarrow({ location })} />
      <SelectField
        label={t('field.kind')}
        value={search.kind ?? ''}
        onChange={({ target }) => onNarrow({ kind: movementKinds.find((kind) => kind === target.value) })}
      >
        <option value="">{t('movements.anyKind')}</option>
        {movementKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
      </SelectField>
      <PersonField
        key={search.person ?? ''}
        person={search.person}
        own={account.email}
        onChoose={(person) => onNarrow({ person })}
      />
      <TextField
        type="date"
        label={t('movements.from')}
        value={search.from ?? ''}
        max={search.to}
        onChange={({ target }) => onNarrow({ from: target.value || undefined })}
      />
      <TextField
        type="date"
        label={t('movements.to')}
        value={search.to ?? ''}
        min={search.from}
        onChange={({ target }) => onNarrow({ to: target.value || undefined })}
      />
    </div>
  );
}

function ComponentChip({ id, onRemove }: { readonly id: number; readonly onRemove: () => void }) {
  const { t } = useTranslation('stores');
  const { data } = useComponent(id);
  const name = data?.component_name ?? t('component.title', { id });
  return (
    <Button
      icon={<X className="size-4 shrink-0" aria-hidden />}
      aria-label={t('movements.without', { what: name })}
      onClick={onRemove}
    >
      <span className="truncate">{name}</span>
    </Button>
  );
}

/** Asked for when it is left or Enter is pressed: half an address finds nobody. */
function PersonField({
  person = '',
  own,
  onChoose,
}: {
  readonly person: string | undefined;
  readonly own: string;
  readonly onChoose: (person: string | undefined) => void;
}) {
  const { t } = useTranslation('stores');
  return (
    <TextField
      label={t('field.person')}
      placeholder={own}
      defaultValue={person}
      autoComplete="off"
      maxLength={120}
      onBlur={({ target }) => target.value.trim() !== person && onChoose(target.value.trim() || undefined)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
