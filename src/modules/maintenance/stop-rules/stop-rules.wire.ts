/** Rules on stops on the wire. */
import type { Static } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import type { NewStopRuleBody, StopRuleAnswer } from './stop-rules.schemas.ts';
import type { StopRule, StopRuleDetails } from './stop-rules.types.ts';

export function stopRuleToWire(rule: StopRule): Static<typeof StopRuleAnswer> {
  return {
    id: rule.id,
    name: rule.name,
    active: rule.active,
    reason_groups: [...rule.groups],
    reasons: [...rule.reasons],
    unanswered: rule.unanswered,
    minimum_minutes: rule.minimumMinutes,
    machine_ids: [...rule.machineIds],
    shift: rule.shift,
    criticalities: [...rule.criticalities],
    action: rule.action,
    priority: rule.priority,
    incident_category: rule.category,
    title: rule.title,
    cool_down_minutes: rule.coolDownMinutes,
    rank: rule.rank,
    version: rule.version,
    created_at: formatInstant(rule.createdAt),
    updated_at: formatInstant(rule.updatedAt),
  };
}

/** What the body names, and nothing else. */
export function stopRuleFromWire(body: Partial<Static<typeof NewStopRuleBody>>): Partial<StopRuleDetails> {
  const given = {
    name: body.name,
    active: body.active,
    groups: body.reason_groups,
    reasons: body.reasons,
    unanswered: body.unanswered,
    minimumMinutes: body.minimum_minutes,
    machineIds: body.machine_ids,
    shift: body.shift,
    criticalities: body.criticalities,
    action: body.action,
    priority: body.priority,
    category: body.incident_category,
    title: body.title,
    coolDownMinutes: body.cool_down_minutes,
    rank: body.rank,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
