/** A rule on stops as it is typed. */
import type { Answer } from '../../../api/types.ts';

export type StopRule = Answer<'/api/v1/stop-rules'>['items'][number];

export const ruleGroups = ['maintenance', 'micro', 'other'] as const;
export const criticalities = ['A', 'B', 'C'] as const;
export const priorities = ['Low', 'Medium', 'High', 'Critical'] as const;
export const actions = ['ticket', 'notify'] as const;

export type StopRuleForm = ReturnType<typeof formOf>;

/** What a new rule is unless it is told otherwise. */
const fresh = {
  name: '',
  title: '{machine} stands: {reason}',
  active: true,
  reason_groups: ['maintenance'],
  reasons: [],
  unanswered: false,
  minimum_minutes: 10,
  machine_ids: [],
  shift: null,
  criticalities: [],
  action: 'ticket',
  priority: 'High',
  incident_category: null,
  cool_down_minutes: 0,
  rank: 100,
} as const;

export function formOf(rule: StopRule | undefined) {
  const from: Omit<StopRule, 'id' | 'version' | 'created_at' | 'updated_at'> = rule ?? {
    ...fresh,
    reason_groups: [...fresh.reason_groups],
    reasons: [],
    machine_ids: [],
    criticalities: [],
  };
  return {
    name: from.name,
    title: from.title,
    active: from.active,
    reason_groups: from.reason_groups,
    reasons: from.reasons,
    unanswered: from.unanswered,
    minimum_minutes: String(from.minimum_minutes),
    machine_ids: from.machine_ids,
    shift: from.shift ?? '',
    criticalities: from.criticalities,
    action: from.action as string,
    priority: from.priority as string,
    incident_category: from.incident_category ?? '',
    cool_down_minutes: String(from.cool_down_minutes),
    rank: String(from.rank),
  };
}

/** As the API takes it. */
export function bodyOf(form: StopRuleForm) {
  return {
    ...form,
    minimum_minutes: Number(form.minimum_minutes),
    cool_down_minutes: Number(form.cool_down_minutes),
    rank: Number(form.rank),
    shift: form.shift === '' ? null : form.shift,
    incident_category: form.incident_category === '' ? null : form.incident_category,
    action: form.action as StopRule['action'],
    priority: form.priority as StopRule['priority'],
  };
}
