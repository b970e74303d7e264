import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/use-format.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import type { StopRule } from './stop-rule.ts';

/** A rule in two plain sentences: when it acts, and what it does. */
export function useRuleWords() {
  const { t } = useTranslation(['administration', 'common']);
  const { locale } = useFormat();
  const machines = useMachines().data ?? [];
  const or = new Intl.ListFormat(locale, { type: 'disjunction' });
  const nameOf = (id: string) => machines.find((machine) => machine.id === id)?.name ?? id;
  return (rule: StopRule) => {
    const reasons = [
      ...rule.reason_groups.map((group) => t('rules.ofGroup', { group: t(`reasons.groups.${group}`) })),
      ...rule.reasons.map((reason) => t('rules.ofReason', { reason })),
      ...(rule.unanswered ? [t('rules.withoutReason')] : []),
    ];
    const where = [
      rule.machine_ids.length === 0 ? t('rules.anyMachine') : or.format(rule.machine_ids.map(nameOf)),
      ...(rule.criticalities.length === 0
        ? []
        : [t('rules.ofCriticality', { letters: or.format(rule.criticalities) })]),
      ...(rule.shift === null ? [] : [t('rules.inShift', { shift: rule.shift })]),
    ].join(', ');
    return {
      when: t('rules.when', {
        where,
        count: rule.minimum_minutes,
        reasons: reasons.length === 0 ? t('rules.noReason') : or.format(reasons),
      }),
      what:
        rule.action === 'ticket'
          ? t('rules.thenTicket', { priority: t(`common:priority.${rule.priority}`) })
          : t('rules.thenNotify'),
    };
  };
}
