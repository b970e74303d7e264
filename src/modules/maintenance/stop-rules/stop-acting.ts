/**
 * Acts on a machine that stands for longer than rules allow: each rule once a stop, and one ticket at most. Inside the
 * transaction that holds the machine; the keys of both tables keep what was done from being done again.
 */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { Engine, TableAccess } from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { byRank, faultFor, isAbout, isDue, keyOfReason } from './rule-match.rules.ts';
import { type Fault, presentFault, type Stretch } from './standing.rules.ts';
import { findActedRules, findLastActions, insertAction, insertCase, updateCase } from './stop-cases.repository.ts';
import type { FollowingParts, MachineNow } from './stop-following.ts';
import { stopAlerted } from './stop-rules.events.ts';
import type { StopCase, StopRule } from './stop-rules.types.ts';
import type { ToldStop } from './stop-texts.rules.ts';
import { rerouteWithin, takeTicketWithin } from './stop-tickets.ts';

/** What is known of what rules did. */
export interface Acted {
  /** The rules that have acted on the stop. */
  readonly onStop: ReadonlySet<number>;
  /** When each last acted on the machine. */
  readonly onMachine: ReadonlyMap<number, number>;
}

export async function findActed(
  access: TableAccess<MaintenanceTables>,
  engine: Engine,
  { rules, facts }: Pick<MachineNow, 'rules' | 'facts'>,
  known: StopCase | undefined,
): Promise<Acted> {
  const ruleIds = rules.map(({ id }) => id);
  return {
    onStop: known === undefined ? new Set() : await findActedRules(access, known.id),
    onMachine: await findLastActions(access, engine, facts.machineId, ruleIds),
  };
}

interface Wanted {
  /** Opens or joins a ticket. */
  readonly opens: StopRule | undefined;
  /** Is asked before the rule whose ticket there is: the stop has become worse. */
  readonly takesOver: StopRule | undefined;
  readonly notifying: readonly StopRule[];
}

/** What rules ask for now of a machine that stands. */
export function wantedOf(
  fault: Fault,
  { rules, facts, nowMs }: Pick<MachineNow, 'rules' | 'facts' | 'nowMs'>,
  known: StopCase | undefined,
  { onStop, onMachine }: Acted,
): Wanted {
  const asked = { ...facts, reason: fault.reason };
  const due = fault.goesOn
    ? rules.filter((rule) => isAbout(rule, asked) && isDue(rule, nowMs - faultFor(rule, fault).startMs)).sort(byRank)
    : [];
  const isFree = ({ id, coolDownMinutes }: StopRule) =>
    !onStop.has(id) && (onMachine.get(id) ?? Number.NEGATIVE_INFINITY) <= nowMs - coolDownMinutes * MINUTE_MS;
  const best = due.find(({ action }) => action === 'ticket');
  const present = rules.find(({ id }) => id === known?.ruleId);
  const hasTicket = known !== undefined && known.ticketId !== null;
  const isWorse = best !== undefined && present !== undefined && byRank(best, present) < 0 && !onStop.has(best.id);
  return {
    opens: !hasTicket && best !== undefined && isFree(best) ? best : undefined,
    takesOver: hasTicket && known.withdrawnAt === null && isWorse ? best : undefined,
    notifying: due.filter((rule) => rule.action === 'notify' && isFree(rule)),
  };
}

/** When the next rule comes due that is about the fault and is not yet, if the machine stands on; Infinity: none. */
export function nextDue(fault: Fault, { rules, facts, nowMs }: Pick<MachineNow, 'rules' | 'facts' | 'nowMs'>): number {
  const asked = { ...facts, reason: fault.reason };
  const about = rules.filter((rule) => isAbout(rule, asked));
  const dues = about.map((rule) => faultFor(rule, fault).startMs + rule.minimumMinutes * MINUTE_MS);
  return Math.min(...dues.filter((dueAt) => dueAt > nowMs), Number.POSITIVE_INFINITY);
}

export function wantsNothing({ opens, takesOver, notifying }: Wanted): boolean {
  return opens === undefined && takesOver === undefined && notifying.length === 0;
}

/** @param known the stop, where a rule has acted on it before */
export async function actWithin(
  tx: Transaction,
  parts: FollowingParts,
  now: MachineNow & { readonly machineName: string },
  stretch: Stretch,
  known: StopCase | undefined,
): Promise<void> {
  const fault = presentFault(stretch);
  if (fault === undefined) return;
  const access = tx.access<MaintenanceTables>();
  const wanted = wantedOf(fault, now, known, await findActed(access, tx.engine, now, known));
  if (wantsNothing(wanted)) return;
  const { opens, takesOver, notifying } = wanted;
  const toldFor = (rule: StopRule): ToldStop => {
    return { ...faultFor(rule, fault), machineName: now.machineName, nowMs: now.nowMs, zone: parts.zone };
  };
  const acting = opens === undefined ? notifying : [opens, ...notifying];
  const { machineId } = now.facts;
  const began = acting[0] === undefined ? fault : faultFor(acting[0], fault);
  const stop = known ?? (await insertCase(access, fresh(machineId, began)));
  if (takesOver !== undefined) await takeOverWithin(tx, parts, now, stop, takesOver);
  let { ticketId } = stop;
  if (opens !== undefined) {
    const periodIds = faultFor(opens, fault).pieces.map(({ periodId }) => periodId);
    const about = { ...toldFor(opens), machineId, periodIds };
    const taken = await takeTicketWithin(tx, parts, now.means, opens, about);
    ({ ticketId } = taken);
    await updateCase(access, { ...stop, ...taken, ruleId: opens.id, reasonKey: keyOfReason(fault.reason) });
    now.did('tickets');
  }
  for (const rule of acting) {
    await insertAction(access, stop, rule.id, tx.recordedAt);
    const event = stopAlerted(rule, toldFor(rule), { machineId, periodId: stop.periodId, ticketId });
    tx.emit(event);
    tx.audit({ action: 'stop.alerted', entityType: 'machine', entityId: machineId, after: event.data });
    if (rule !== opens) now.did('alerts');
  }
}

async function takeOverWithin(
  tx: Transaction,
  parts: FollowingParts,
  { means, did }: MachineNow,
  stop: StopCase,
  rule: StopRule,
): Promise<void> {
  if (stop.ticketId === null) return;
  const why = `It has stood for ${rule.minimumMinutes} minutes.`;
  const route = await rerouteWithin(tx, parts, means, { ...stop, ticketId: stop.ticketId }, rule, why);
  if (route !== undefined) did('rerouted');
  await insertAction(tx.access(), stop, rule.id, tx.recordedAt);
  await updateCase(tx.access(), { ...stop, ...route, ruleId: rule.id });
}

function fresh(machineId: string, { periodId, startMs, reason }: Fault): Omit<StopCase, 'id'> {
  return {
    machineId,
    periodId,
    startedAt: startMs,
    endedAt: null,
    restoredAt: null,
    checkAt: null,
    reasonKey: keyOfReason(reason),
    ruleId: null,
    ticketId: null,
    isJoined: false,
    category: null,
    priority: null,
    withdrawnAt: null,
  };
}
