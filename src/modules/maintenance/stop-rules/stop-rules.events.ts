/** What rules on stops tell the world: how they change, and which stops they are about. */
import { formatInstant } from '../../../kernel/instant.ts';
import type { NewEvent } from '../../../platform/outbox/index.ts';
import type { StopRule } from './stop-rules.types.ts';
import { minutesOf, reasonName, type ToldStop } from './stop-texts.rules.ts';

/** @param happened in the past tense: `created` */
export function stopRuleEvent(
  happened: 'created' | 'changed' | 'deleted',
  rule: StopRule,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return {
    type: `com.milldash.stop-rule.${happened}`,
    subject: `stop-rules/${rule.id}`,
    data: {
      stop_rule_id: rule.id,
      name: rule.name,
      active: rule.active,
      action: rule.action,
      minimum_minutes: rule.minimumMinutes,
      version: rule.version,
      ...more,
    },
  };
}

/** A machine stands for longer than a rule allows, now. */
export function stopAlerted(
  rule: StopRule,
  stop: ToldStop,
  about: { readonly machineId: string; readonly periodId: string; readonly ticketId: number | null },
): NewEvent {
  return {
    type: 'com.milldash.stop.alerted',
    subject: `machines/${about.machineId}`,
    data: {
      machine_id: about.machineId,
      machine_name: stop.machineName,
      stop_rule_id: rule.id,
      rule: rule.name,
      action: rule.action,
      fourjaw_downtime_id: about.periodId,
      reason: reasonName(stop.reason),
      reason_group: stop.reason.group,
      stopped_at: formatInstant(stop.startMs),
      minutes: minutesOf(stop.nowMs - stop.startMs),
      ticket_id: about.ticketId,
    },
  };
}
