import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';

const factors = ['availability', 'performance', 'quality'] as const;

/** OEE against its target; where a factor is not known, that it is left out is said. */
export function OeeText({ oee, target }: { readonly oee: FloorMachine['oee']; readonly target: number }) {
  const { t } = useTranslation(['floor', 'common']);
  const format = useFormat();
  const aim = oee.target_oee ?? target;
  const value = oee.oee ?? oee.partial_oee;
  const missing = factors.filter((factor) => oee[factor] === null).map((factor) => t(`factor.${factor}`));
  const isBelow = value !== null && value < aim;
  return (
    <span>
      <span className="text-quiet">{t('oee')} </span>
      <span className={`font-semibold ${isBelow ? 'text-warning' : ''}`}>{format.percent(value)}</span>
      <span className="text-quiet"> · {t('target', { percent: format.percent(aim) })}</span>
      {value !== null && missing.length > 0 && (
        <span className="block text-[0.85em] text-quiet">{t('oeePartial', { missing: missing.join(', ') })}</span>
      )}
    </span>
  );
}
