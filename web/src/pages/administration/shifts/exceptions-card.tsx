import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../../api/client.ts';
import { dateAfter } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useTodayIn } from '../../../format/use-now.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { useOpenForm } from '../../../parts/manage/use-open-form.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { ExceptionDialog } from './exception-dialog.tsx';
import { shiftsText } from './pattern.ts';
import { useScopeName } from './scope-field.tsx';

const BACK_DAYS = -31;
const AHEAD_DAYS = 365;

/** Holidays and extra shifts, from a month ago to a year ahead. */
export function ExceptionsCard() {
  const { t } = useTranslation(['catalogues', 'administration', 'common']);
  const format = useFormat();
  const today = useTodayIn(format.zone);
  const nameOf = useScopeName();
  const query = { from: dateAfter(today, BACK_DAYS), to: dateAfter(today, AHEAD_DAYS) };
  const exceptions = useQuery({
    queryKey: ['shifts', 'exceptions', query],
    queryFn: () => contentOf(GET('/api/v1/shift-exceptions', { params: { query } })),
  });
  const { isNew, opened, show, close } = useOpenForm(exceptions.data?.items);
  return (
    <Card
      title={t('shift.exceptions')}
      actions={<Button onClick={() => show('new')}>{t('shift.createException')}</Button>}
    >
      <QueryView query={exceptions}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('shift.noExceptions')}</p>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((exception) => {
                const date = format.calendarDate(exception.date);
                return (
                  <li key={exception.id} className="flex flex-wrap items-start justify-between gap-2 py-3">
                    <div>
                      <p className="font-medium">
                        {date} · {nameOf(exception)}
                      </p>
                      <p className="text-sm">{shiftsText(exception.shifts) || t('shift.free')}</p>
                      {exception.note !== null && <p className="text-sm text-quiet">{exception.note}</p>}
                    </div>
                    <div className="flex flex-wrap items-start gap-2">
                      <Button size="small" onClick={() => show(exception.id)}>
                        {t('common:action.edit')}
                      </Button>
                      <DeedButton
                        size="small"
                        text={t('common:action.delete')}
                        nouns={['shifts', 'analytics']}
                        run={() => DELETE('/api/v1/shift-exceptions/{id}', { params: { path: { id: exception.id } } })}
                        asks={{
                          title: t('administration:deleteAsk', { name: date }),
                          description: t('shift.deleteExceptionHint'),
                        }}
                        told={t('administration:deleted', { name: date })}
                      />
                    </div>
                  </li>
                );
              })}
            </ul>
          )
        }
      </QueryView>
      {isNew && <ExceptionDialog exception={undefined} onClose={close} />}
      {opened !== undefined && (
        <ExceptionDialog key={opened.row.id} exception={opened.row} isGone={opened.isGone} onClose={close} />
      )}
    </Card>
  );
}
