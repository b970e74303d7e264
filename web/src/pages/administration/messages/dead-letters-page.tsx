import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { DeadLetterDialog } from './dead-letter-dialog.tsx';

type DeadLetter = Item<'/api/v1/dead-letters'>;
const reasons = [
  'topic-unknown',
  'payload-malformed',
  'payload-invalid',
  'machine-unknown',
  'clock-wrong',
  'not-storable',
] as const;

/** Messages of machines that could not be used: why, and another try. */
export function DeadLettersPage() {
  const { t } = useTranslation(['operations', 'administration', 'common']);
  const format = useFormat();
  const { filters, bind, typed } = useFilters<'reason' | 'topic'>();
  const [openId, setOpenId] = useState<number>();
  const reason = reasons.find((each) => each === filters.reason);
  const which = {
    ...(reason === undefined ? {} : { reason }),
    ...(filters.topic === undefined ? {} : { topic: filters.topic }),
  };
  const list = useCursorRows<DeadLetter>(['dead-letters', which], (page) =>
    contentOf(GET('/api/v1/dead-letters', { params: { query: { ...page, ...which } } })),
  );
  const columns = useMemo(
    (): readonly Column<DeadLetter>[] => [
      { id: 'when', title: t('letters.received'), cell: ({ received_at: at }) => format.dateTime(at) },
      {
        id: 'topic',
        title: t('letters.topic'),
        cell: ({ id, topic, source }) => (
          <button
            type="button"
            className="min-h-11 text-left font-medium break-all text-accent hover:underline"
            onClick={() => setOpenId(id)}
          >
            {topic}
            <span className="block text-sm font-normal text-quiet">{source}</span>
          </button>
        ),
      },
      {
        id: 'reason',
        title: t('letters.reason'),
        cell: ({ reason: why, detail }) => (
          <span>
            <span className="block font-medium">{t(`letters.reasons.${why}`)}</span>
            <span className="block max-w-md text-sm break-words text-quiet">{detail}</span>
          </span>
        ),
      },
      { id: 'tries', title: t('letters.tries'), isNumeric: true, cell: ({ attempts }) => format.number(attempts) },
    ],
    [t, format],
  );
  const open = list.rows?.find(({ id }) => id === openId);
  const hasSome = (list.rows?.length ?? 0) > 0;
  return (
    <Page
      title={t('administration:section.dead-letters')}
      subtitle={t('administration:about.dead-letters')}
      actions={
        hasSome && (
          <>
            <DeedButton
              text={t('letters.replayAll')}
              nouns={['dead-letters']}
              run={() => contentOf(POST('/api/v1/dead-letters/replay', { body: which }))}
              told={t('letters.replayedAll')}
            />
            <DeedButton
              text={t('letters.removeAll')}
              nouns={['dead-letters']}
              run={() => contentOf(DELETE('/api/v1/dead-letters', { params: { query: which } }))}
              told={t('letters.removedAll')}
              asks={{ title: t('letters.removeAllAsk'), description: t('letters.removeHint') }}
            />
          </>
        )
      }
    >
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <SelectField label={t('letters.reason')} {...bind('reason')}>
          <option value="">{t('administration:all')}</option>
          {reasons.map((each) => (
            <option key={each} value={each}>
              {t(`letters.reasons.${each}`)}
            </option>
          ))}
        </SelectField>
        <FilterField label={t('letters.topic')} {...typed('topic')} />
      </div>
      <CursorList
        list={list}
        label={t('administration:section.dead-letters')}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={t('letters.none')}
      />
      {open !== undefined && <DeadLetterDialog letter={open} onClose={() => setOpenId(undefined)} />}
    </Page>
  );
}
