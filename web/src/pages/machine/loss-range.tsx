import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DayRange } from '../../parts/range/range.ts';
import { RangeChoice, rangeButtonClass } from '../../parts/range/range-choice.tsx';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import type { MachineSearch } from './search.ts';
import { type Machine, useStanding } from './use-machine.ts';

const from = '/door/shell/machines/$machineId';
const FALLBACK = '7d';

/** As the API asks for it; what has not happened yet is cut off there. */
export interface LossQuestion {
  readonly machine_ids: string[];
  readonly start_time: string;
  readonly end_time: string;
}

interface LossRange {
  readonly range: DayRange;
  /** Undefined while the shift is not known. */
  readonly query: LossQuestion | undefined;
  /** The shift that lasts was asked for, and there is none. */
  readonly hasNoShift: boolean;
  /** For names of files. */
  readonly title: string;
}

/** The time that figures of a machine are of: days, or the shift that lasts. */
export function useLossRange(machine: Machine): LossRange {
  const search = useSearch({ from });
  const range = useDayRange(search, FALLBACK);
  const { data: standing } = useStanding(machine.id);
  const shift = search.shift === true ? standing?.shift : undefined;
  const time = search.shift === true ? shift : range;
  return {
    range,
    query:
      time == null ? undefined : { machine_ids: [machine.id], start_time: time.start_time, end_time: time.end_time },
    hasNoShift: search.shift === true && standing !== undefined && shift == null,
    title: shift == null ? `${range.fromDate} ${range.toDate}` : `${shift.production_day} ${shift.code ?? ''}`,
  };
}

export function LossRangeChoice({ range }: { readonly range: DayRange }) {
  const { t } = useTranslation('machine');
  const search = useSearch({ from });
  const navigate = useNavigate({ from: '/machines/$machineId' });
  const isShift = search.shift === true;
  const choose = (next: Pick<MachineSearch, 'range' | 'from' | 'to' | 'shift'>) =>
    void navigate({
      search: (old) => ({ ...old, range: undefined, from: undefined, to: undefined, shift: undefined, ...next }),
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="mb-4 print:hidden">
      <RangeChoice search={search} fallback={FALLBACK} range={range} isOther={isShift} onChoose={choose}>
        <button
          type="button"
          aria-pressed={isShift}
          className={rangeButtonClass}
          onClick={() => choose({ shift: true })}
        >
          {t('thisShift')}
        </button>
      </RangeChoice>
    </div>
  );
}
