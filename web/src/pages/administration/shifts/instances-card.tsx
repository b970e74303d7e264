import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { startOfDate } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useTodayIn } from '../../../format/use-now.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { isDate } from '../../../parts/range/range.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Card } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

const SHOWN_DAYS = 14;

/** What comes of patterns and other days: the shifts of two weeks. */
export function InstancesCard() {
  const { t } = useTranslation('catalogues');
  const format = useFormat();
  const { zone } = format;
  const today = useTodayIn(zone);
  const machines = useMachines().data ?? [];
  const [machineId, setMachineId] = useState('');
  const [typed, setTyped] = useState('');
  const from = isDate(typed) ? typed : today;
  const query = {
    start_time: new Date(startOfDate(from, zone)).toISOString(),
    end_time: new Date(startOfDate(from, zone, SHOWN_DAYS)).toISOString(),
    ...(machineId === '' ? {} : { machine_id: machineId }),
  };
  const shifts = useQuery({
    queryKey: ['shifts', 'instances', query],
    queryFn: () => contentOf(GET('/api/v1/shift-instances', { params: { query } })),
    placeholderData: (old) => old,
  });
  return (
    <Card title={t('shift.preview')}>
      <div className="mb-3 grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('shift.previewFrom')}
          type="date"
          value={typed === '' ? from : typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <SelectField
          label={t('shift.previewOf')}
          value={machineId}
          onChange={({ target }) => setMachineId(target.value)}
        >
          <option value="">{t('shift.factory')}</option>
          {machines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      <QueryView query={shifts}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('shift.noInstances')}</p>
          ) : (
            <ol className="divide-y divide-line">
              {items.map((shift) => (
                <li
                  key={`${shift.shift} ${shift.start_time}`}
                  className="grid grid-cols-[1fr_auto_auto] gap-x-4 py-1.5"
                >
                  <span>{format.day(shift.start_time)}</span>
                  <span className="font-medium">{shift.shift}</span>
                  <span className="text-quiet tabular-nums">
                    {format.time(shift.start_time)}–{format.time(shift.end_time)}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
    </Card>
  );
}
