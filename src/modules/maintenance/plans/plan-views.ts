/** Plans with all that an answer about them shows. A page of plans takes as many queries as a single one. */
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { findChecks, findParts } from './plan-contents.repository.ts';
import { findOpenTickets } from './plan-dues.repository.ts';
import { planNotFound } from './plans.refusals.ts';
import { findPlan } from './plans.repository.ts';
import { leadDays } from './plans.settings.ts';
import type { Plan, PlanPart, PlanView } from './plans.types.ts';

export interface PlanViewDependencies {
  readonly store: Store;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly users: Users;
  readonly inventory: Inventory;
}

export interface PlanViews {
  /** In the order of `plans`. */
  viewsOf(plans: readonly Plan[]): Promise<PlanView[]>;
  /** @throws plan-not-found */
  getPlan(id: number): Promise<PlanView>;
}

export function createPlanViews({ store, settings, machines, users, inventory }: PlanViewDependencies): PlanViews {
  async function viewsOf(plans: readonly Plan[]): Promise<PlanView[]> {
    if (plans.length === 0) return [];
    const access = store.access<MaintenanceTables>();
    const ids = plans.map(({ id }) => id);
    const found = await machines.requireMachines([...new Set(plans.map(({ machineId }) => machineId))]);
    const machineNames = new Map(found.map(({ id, name }) => [id, name]));
    const people = await users.namesOf(plans.flatMap(({ assigneeId }) => assigneeId ?? []));
    const checks = await findChecks(access, store.engine, ids);
    const parts = await findParts(access, store.engine, ids);
    const openTickets = await findOpenTickets(access, store.engine, ids);
    const components = await inventory.describeComponents([...parts.values()].flat().map((part) => part.componentId));
    const days = await settings.valueOf(leadDays);
    const named = (part: PlanPart) => {
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
      parts: (parts.get(plan.id) ?? []).flatMap(named),
      leadDaysInForce: plan.leadDays ?? days,
      openTicketId: openTickets.get(plan.id) ?? null,
    }));
  }

  return {
    viewsOf,
    async getPlan(id) {
      const plan = await findPlan(store.access<MaintenanceTables>(), id);
      if (plan === undefined) throw planNotFound(id);
      return (await viewsOf([plan]))[0] as PlanView;
    },
  };
}
