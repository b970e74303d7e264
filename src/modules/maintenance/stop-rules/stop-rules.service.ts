/**
 * The use cases of rules on stops. Each change commits with its event and its audit entry or not at all, and holds for
 * what is looked at from then on: what a rule has done stays.
 */
import type { Actor } from '../../../kernel/access.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { readTicketPolicy } from '../tickets/tickets.settings.ts';
import { stopRuleEvent } from './stop-rules.events.ts';
import { stopRuleConflict, stopRuleNameTaken, stopRuleNotFound, tooManyStopRules } from './stop-rules.refusals.ts';
import * as repository from './stop-rules.repository.ts';
import { type Allowed, fitStopRule, newRuleDefaults } from './stop-rules.rules.ts';
import type { NewStopRule, StopRule, StopRuleDetails } from './stop-rules.types.ts';

export interface StopRuleService {
  /** All of them, in the order in which they were made. */
  listStopRules(): Promise<StopRule[]>;
  /** @throws stop-rule-not-found */
  getStopRule(id: number): Promise<StopRule>;
  /**
   * @param key of a request that may be sent again
   * @throws name-taken, validation-failed, unknown-machine, unknown-category, unknown-shift, limit-reached,
   *   idempotency-key-reused
   */
  createStopRule(actor: Actor, wanted: NewStopRule, key?: string): Promise<StopRule>;
  /**
   * With what is already so nothing happens.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws stop-rule-not-found, version-conflict, name-taken, validation-failed, unknown-machine, unknown-category,
   *   unknown-shift
   */
  changeStopRule(actor: Actor, id: number, changes: Partial<StopRuleDetails>, version?: number): Promise<StopRule>;
  /** Tickets that it opened stay. @throws stop-rule-not-found, version-conflict */
  deleteStopRule(actor: Actor, id: number, version?: number): Promise<void>;
}

export interface StopRuleDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'listAllMachines' | 'requireMachinesWithin'>;
  readonly timeline: Pick<Timeline, 'shiftCodes'>;
}

/** Each is asked for every machine that stands. */
const STOP_RULES_MAX = 100;

export function createStopRules(dependencies: StopRuleDependencies): StopRuleService {
  const { store, log, settings, machines, timeline } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function readAllowed(): Promise<Allowed> {
    const { categories } = await readTicketPolicy(settings);
    const codes = [
      ...(await timeline.shiftCodes([])),
      ...(await timeline.shiftCodes((await machines.listAllMachines()).map(({ id }) => id))),
    ];
    return { categories, shifts: [...new Set(codes)].sort() };
  }

  async function hold(tx: Transaction, id: number, version: number | undefined): Promise<StopRule> {
    const rule = await repository.holdStopRule(tx.access(), tx.engine, id);
    if (rule === undefined) throw stopRuleNotFound(id);
    if (version !== undefined && version !== rule.version) throw stopRuleConflict(rule);
    return rule;
  }

  async function getStopRule(id: number): Promise<StopRule> {
    const rule = await repository.findStopRule(reads(), id);
    if (rule === undefined) throw stopRuleNotFound(id);
    return rule;
  }

  return {
    listStopRules: () => repository.findStopRules(reads()),
    getStopRule,

    async createStopRule(actor, wanted, key) {
      const details = fitStopRule({ ...newRuleDefaults, ...wanted }, await readAllowed());
      const request = { key, operation: 'stop-rule.create', payload: wanted };
      const { result: id, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const access = tx.access<MaintenanceTables>();
        if ((await repository.countStopRules(access)) >= STOP_RULES_MAX) throw tooManyStopRules(STOP_RULES_MAX);
        await machines.requireMachinesWithin(tx, details.machineIds);
        const made = await translated(details, () => repository.insertStopRule(access, details, tx.recordedAt));
        tx.emit(stopRuleEvent('created', made));
        tx.audit({ action: 'stop-rule.created', entityType: 'stop-rule', entityId: made.id, after: told(details) });
        return made.id;
      });
      if (!isRepeat) log.info({ payload: { stopRuleId: id } }, `Rule '${details.name}' created by '${actor.name}'`);
      return getStopRule(id);
    },

    async changeStopRule(actor, id, changes, version) {
      const allowed = await readAllowed();
      const changed = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id, version);
        const details = fitStopRule({ ...detailsOf(before), ...changes }, allowed);
        const [old, fresh] = [told(detailsOf(before)), told(details)];
        const names = Object.keys(fresh).filter((name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]));
        if (names.length === 0) return undefined;
        await machines.requireMachinesWithin(tx, details.machineIds);
        const access = tx.access<MaintenanceTables>();
        const after = await translated(details, () => repository.updateStopRule(access, id, details, tx.recordedAt));
        tx.emit(stopRuleEvent('changed', after, { changed: names }));
        tx.audit({
          action: 'stop-rule.changed',
          entityType: 'stop-rule',
          entityId: id,
          before: picked(old, names),
          after: picked(fresh, names),
        });
        return after;
      });
      if (changed === undefined) return getStopRule(id);
      log.info({ payload: { stopRuleId: id } }, `Rule '${changed.name}' changed by '${actor.name}'`);
      return changed;
    },

    async deleteStopRule(actor, id, version) {
      const { name } = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id, version);
        await repository.deleteStopRule(tx.access(), id);
        tx.emit(stopRuleEvent('deleted', before));
        tx.audit({
          action: 'stop-rule.deleted',
          entityType: 'stop-rule',
          entityId: id,
          before: told(detailsOf(before)),
        });
        return before;
      });
      log.info({ payload: { stopRuleId: id } }, `Rule '${name}' deleted by '${actor.name}'`);
    },
  };
}

function detailsOf(rule: StopRule): StopRuleDetails {
  return picked(rule, ['name', ...Object.keys(newRuleDefaults)]) as unknown as StopRuleDetails;
}

/** By the names of answers. */
function told(details: StopRuleDetails): Record<string, unknown> {
  const { groups, category, ...rest } = details;
  const named = Object.entries(rest).map(([name, value]) => [snakeCase(name), value]);
  return { ...Object.fromEntries(named), reason_groups: groups, incident_category: category };
}

/** @throws name-taken */
async function translated<T>({ name }: StopRuleDetails, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'stop_rules_name_key_unique')) throw stopRuleNameTaken(name);
    throw error;
  }
}
