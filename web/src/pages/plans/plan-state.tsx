import { useTranslation } from 'react-i18next';
import { Tag, type Tone } from '../../parts/manage/tag.tsx';
import type { Plan } from './plan.ts';

const tones: Readonly<Record<Plan['status'], Tone>> = { active: 'good', paused: 'warning', retired: 'quiet' };

export function PlanState({ plan: { status, paused_because: because } }: { readonly plan: Plan }) {
  const { t } = useTranslation('plans');
  return <Tag tone={tones[status]}>{because === 'machine-retired' ? t('pausedByMachine') : t(`status.${status}`)}</Tag>;
}
