import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../../api/client.ts';
import { useFormat } from '../../../format/use-format.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { useOpenForm } from '../../../parts/manage/use-open-form.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { CalendarDialog } from './calendar-dialog.tsx';
import { type Calendar, days, shiftsText } from './pattern.ts';
import { useScopeName } from './scope-field.tsx';

/** Weekly patterns, by whom they are of and from when. */
export function CalendarsCard() {
  const { t } = useTranslation('catalogues');
  const calendars = useQuery({
    queryKey: ['shifts', 'calendars'],
    queryFn: () => contentOf(GET('/api/v1/shift-calendars')),
  });
  const { isNew, opened, show, close } = useOpenForm(calendars.data?.items);
  return (
    <Card
      title={t('shift.calendars')}
      actions={<Button onClick={() => show('new')}>{t('shift.createCalendar')}</Button>}
    >
      <QueryView query={calendars}>
        {({ items }) => (
          <ul className="divide-y divide-line">
            {items.map((calendar) => (
              <CalendarRow key={calendar.id} calendar={calendar} onEdit={() => show(calendar.id)} />
            ))}
          </ul>
        )}
      </QueryView>
      {isNew && <CalendarDialog calendar={undefined} onClose={close} />}
      {opened !== undefined && (
        <CalendarDialog key={opened.row.id} calendar={opened.row} isGone={opened.isGone} onClose={close} />
      )}
    </Card>
  );
}

function CalendarRow({ calendar, onEdit }: { readonly calendar: Calendar; readonly onEdit: () => void }) {
  const { t } = useTranslation(['catalogues', 'administration', 'common']);
  const format = useFormat();
  const name = useScopeName()(calendar);
  const { id, valid_from: from, weekly, note } = calendar;
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <p className="font-medium">{t('shift.from', { name, date: format.calendarDate(from) })}</p>
      {note !== null && <p className="text-sm text-quiet">{note}</p>}
      {weekly === null ? (
        <p className="text-sm">{t('shift.ended')}</p>
      ) : (
        <dl className="my-2 grid grid-cols-[auto_1fr] gap-x-4 text-sm">
          {days.map((day) => (
            <div key={day} className="contents">
              <dt className="text-quiet">{t(`day.${day}`)}</dt>
              <dd>{shiftsText(weekly[day]) || t('shift.free')}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="mt-2 flex flex-wrap items-start gap-2">
        <Button size="small" onClick={onEdit}>
          {t('common:action.edit')}
        </Button>
        <DeedButton
          size="small"
          text={t('common:action.delete')}
          nouns={['shifts', 'analytics']}
          run={() => DELETE('/api/v1/shift-calendars/{id}', { params: { path: { id } } })}
          asks={{ title: t('administration:deleteAsk', { name }), description: t('shift.deleteCalendarHint') }}
          told={t('administration:deleted', { name })}
        />
      </div>
    </li>
  );
}
