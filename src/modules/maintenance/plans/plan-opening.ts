/**
 * Opens the ticket of a plan: with the plan's checklist as it is now, its parts set aside, and what is missing told.
 *
 * What was said of a plan may be old: somebody who cannot work on tickets any more is not given one, and a category that
 * the factory has no longer becomes its default.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Users } from '../../users/index.ts';
import { insertTicketChecks } from '../checklists/ticket-checks.repository.ts';
import type { MaintenanceTables } from '../tables.ts';
import { addNoteWithin } from '../tickets/ticket-records.service.ts';
import { workerOrNobodyWithin } from '../tickets/ticket-workers.ts';
import { categoryOf } from '../tickets/tickets.rules.ts';
import type { TicketService } from '../tickets/tickets.service.ts';
import type { Ticket } from '../tickets/tickets.types.ts';
import { findChecks, findParts } from './plan-contents.repository.ts';
import { type MissingPart, reservePartsWithin, tellMissing } from './plan-parts.ts';
import type { PlanPolicy } from './plans.settings.ts';
import type { Plan } from './plans.types.ts';

export interface PlanOpeningDependencies {
  readonly users: Users;
  readonly inventory: Inventory;
  readonly tickets: Pick<TicketService, 'openTicketWithin'>;
}

export interface OpenedTicket {
  readonly ticket: Ticket;
  readonly missingParts: readonly MissingPart[];
}

/** The caller holds the plan. @param dueAt absent: from the priority */
export async function openPlanTicketWithin(
  tx: Transaction,
  { users, inventory, tickets }: PlanOpeningDependencies,
  policy: PlanPolicy,
  plan: Plan,
  dueAt?: number,
): Promise<OpenedTicket> {
  const access = tx.access<MaintenanceTables>();
  const category = plan.category === null ? undefined : categoryOf(plan.category, policy.tickets.categories);
  const ticket = await tickets.openTicketWithin(
    tx,
    policy.tickets,
    {
      machineId: plan.machineId,
      description: plan.instructions === null ? plan.title : `${plan.title}\n\n${plan.instructions}`,
      priority: plan.priority,
      assigneeId: await workerOrNobodyWithin(tx, users, plan.assigneeId),
      team: plan.team,
      ...(category === undefined ? {} : { category }),
      ...(dueAt === undefined ? {} : { dueAt }),
    },
    { source: 'plan', planId: plan.id },
  );
  const checks = (await findChecks(access, tx.engine, [plan.id])).get(plan.id) ?? [];
  await insertTicketChecks(access, tx.engine, ticket.id, checks);
  const parts = (await findParts(access, tx.engine, [plan.id])).get(plan.id) ?? [];
  const missingParts = await reservePartsWithin(tx, inventory, ticket.id, parts);
  if (missingParts.length > 0) await addNoteWithin(tx, users, ticket.id, tellMissing(missingParts));
  return { ticket, missingParts };
}
