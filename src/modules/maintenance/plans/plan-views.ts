/** Plans with all that an answer about them shows. A page of plans takes as many queries as a single one. */
import type { Clock } from '../../../kernel/clock.ts';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { MeterReading } from './meter-forecast.rules.ts';
import { findChecks, findParts } from './plan-contents.repository.ts';
import { findOpenTickets } from './plan-dues.repository.ts';
import { type MeterReads, meterOf, readMeters } from './plan-meters.ts';
import { planNotFound } from './plans.refusals.ts';
import { findPlan } from './plans.repository.ts';
import { leadDays } from './plans.settings.ts';
import type { Check, Plan, PlanMeter, PlanPart, PlanView } from './plans.types.ts';

export interface PlanViewDependencies extends MeterReads {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly users: Users;
  readonly inventory: Inventory;
}

/** What hangs on plans. */
interface PlanSurroundings {
  readonly checks: ReadonlyMap<number, readonly Check[]>;
  readonly parts: ReadonlyMap<number, readonly PlanPart[]>;
  readonly components: Awaited<ReturnType<Inventory['describeComponents']>>;
  readonly openTickets: ReadonlyMap<number, number>;
}

export interface PlanViews {
  /** In the order of `plans`. */
  viewsOf(plans: readonly Plan[]): Promise<PlanView[]>;
  /** The same, of plans that `read` finds, in one state of them and of what hangs on them. */
  snapshotOf(read: (access: TableAccess<AnyTables>) => Promise<readonly Plan[]>): Promise<PlanView[]>;
  /** @throws plan-not-found */
  getPlan(id: number): Promise<PlanView>;
}

export function createPlanViews(dependencies: PlanViewDependencies): PlanViews {
  const { store, clock, settings, machines, users, inventory } = dependencies;

  /** By plan, of those by meter; they tell how it is now, whenever the plans were read. */
  async function metersOf(plans: readonly Plan[]): Promise<ReadonlyMap<number, PlanMeter>> {
    const metered = plans.filter(({ trigger }) => trigger !== 'calendar');
    const nowMs = clock.now();
    const readings = await readMeters(dependencies, metered, nowMs);
    return new Map(metered.map((plan, at) => [plan.id, meterOf(plan, readings[at] as MeterReading, nowMs)]));
  }

  async function around(access: TableAccess<AnyTables>, plans: readonly Plan[]): Promise<PlanSurroundings> {
    const ids = plans.map(({ id }) => id);
    const parts = await findParts(access, store.engine, ids);
    return {
      checks: await findChecks(access, store.engine, ids),
      parts,
      components: await inventory.describeComponents(
        [...parts.values()].flat().map((part) => part.componentId),
        access,
      ),
      openTickets: await findOpenTickets(access, store.engine, ids),
    };
  }

  /** Names come from elsewhere: nothing else is held while they are asked for. */
  async function named(
    plans: readonly Plan[],
    { checks, parts, components, openTickets }: PlanSurroundings,
  ): Promise<PlanView[]> {
    const found = await machines.requireMachines([...new Set(plans.map(({ machineId }) => machineId))]);
    const machineNames = new Map(found.map(({ id, name }) => [id, name]));
    const people = await users.namesOf(plans.flatMap(({ assigneeId }) => assigneeId ?? []));
    const days = await settings.valueOf(leadDays);
    const meters = await metersOf(plans);
    const described = (part: PlanPart) => {
      const component = components.get(part.componentId);
      return component === undefined ? [] : [{ ...component, ...part }];
    };
    return plans.map((plan) => ({
      ...plan,
      machineName: machineNames.get(plan.machineId) ?? plan.machineId,
      assignee:
        plan.assigneeId === null
          ? null
          : { id: plan.assigneeId, name: people.get(plan.assigneeId) ?? String(plan.assigneeId) },
      checks: checks.get(plan.id) ?? [],
      parts: (parts.get(plan.id) ?? []).flatMap(described),
      leadDaysInForce: plan.leadDays ?? days,
      openTicketId: openTickets.get(plan.id) ?? null,
      meter: meters.get(plan.id) ?? null,
    }));
  }

  async function viewsOf(plans: readonly Plan[]): Promise<PlanView[]> {
    return plans.length === 0 ? [] : named(plans, await around(store.access(), plans));
  }

  return {
    viewsOf,
    async snapshotOf(read) {
      const { plans, surroundings } = await store.snapshot(async (access) => {
        const plans = await read(access);
        return { plans, surroundings: await around(access, plans) };
      });
      return named(plans, surroundings);
    },
    async getPlan(id) {
      const plan = await findPlan(store.access<MaintenanceTables>(), id);
      if (plan === undefined) throw planNotFound(id);
      return (await viewsOf([plan]))[0] as PlanView;
    },
  };
}
