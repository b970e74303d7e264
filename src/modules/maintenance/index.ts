/** The front door of maintenance: tickets with all that hangs on them. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import { type Images, imageContentRoutes } from '../images/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import type { ShiftCalendars, Timeline } from '../timeline/index.ts';
import type { Users } from '../users/index.ts';
import { ticketChecklistRoutes } from './checklists/ticket-checklists.routes.ts';
import { createTicketChecklists, type TicketChecklists } from './checklists/ticket-checklists.service.ts';
import { createLabourExport, type LabourExport } from './csv/labour-export.ts';
import { ticketCsvRoutes } from './csv/ticket-csv.routes.ts';
import { createTicketExport, type TicketExport } from './csv/ticket-export.ts';
import { createTicketImport, type TicketImport } from './csv/ticket-import.service.ts';
import { helpCallRoutes } from './help-calls/help-calls.routes.ts';
import { createHelpCalls, type HelpCallService } from './help-calls/help-calls.service.ts';
import { createImageUploads, TICKET_IMAGES_SHELF } from './images/image-uploads.ts';
import { ticketImageRoutes } from './images/ticket-images.routes.ts';
import { createTicketImages, imagesOfTickets, type TicketImages } from './images/ticket-images.service.ts';
import { ticketLabourRoutes } from './labour/ticket-labour.routes.ts';
import { createTicketLabour, type TicketLabour } from './labour/ticket-labour.service.ts';
import { ticketPartRoutes } from './parts/ticket-parts.routes.ts';
import {
  componentsOfTickets,
  createTicketDesk,
  createTicketParts,
  type TicketParts,
} from './parts/ticket-parts.service.ts';
import { planComplianceRoutes } from './plans/plan-compliance.routes.ts';
import { planLifeRoutes } from './plans/plan-life.routes.ts';
import { planReportRoutes } from './plans/plan-reports.routes.ts';
import { planRoutes } from './plans/plans.routes.ts';
import { leadDays, tolerancePercent } from './plans/plans.settings.ts';
import { createPlans, type Plans } from './plans/plans.ts';
import { reportRoutes } from './reports/reports.routes.ts';
import {
  labourHourlyCost,
  repeatDays,
  ticketEstimateMinutes,
  weeklyCapacityHours,
} from './reports/reports.settings.ts';
import { createReports, type Reports } from './reports/reports.ts';
import { stopRuleRoutes } from './stop-rules/stop-rules.routes.ts';
import { createStopRules, type StopRuleService } from './stop-rules/stop-rules.service.ts';
import { createStopWatch, type KnownUntil, type StopWatch } from './stop-rules/stop-watch.service.ts';
import { ticketMoveRoutes } from './tickets/ticket-moves.routes.ts';
import { ticketRoutes } from './tickets/tickets.routes.ts';
import { defaultCategory, dueHours, ticketCategories } from './tickets/tickets.settings.ts';
import { createTickets, type Tickets } from './tickets/tickets.ts';

export { maintenanceEventTypes } from './event-types.ts';
export type { HelpCallService } from './help-calls/help-calls.service.ts';
export { type HelpCall, helpKinds } from './help-calls/help-calls.types.ts';
export { acceptImages, addFromForm, imageFormRoute } from './images/image-forms.routes.ts';
export { ImageAnswer, imageToWire } from './images/ticket-images.schemas.ts';
export type { SentImage } from './images/ticket-images.types.ts';
export type { TicketFlow } from './reports/ticket-flows.ts';
export { countsOfDeeds, type StopDeeds } from './stop-rules/stop-deeds.rules.ts';
export type { StopRuleService } from './stop-rules/stop-rules.service.ts';
export type { NewStopRule, StopRule } from './stop-rules/stop-rules.types.ts';
export type { KnownUntil, StopWatch } from './stop-rules/stop-watch.service.ts';
export type { PeriodTicket, TicketCount } from './tickets/ticket-figures.ts';
export type { Resolution } from './tickets/ticket-moves.service.ts';
export type { TakenNote } from './tickets/ticket-takeover.ts';
export {
  type HoldReason,
  type MoveName,
  type OldStatus,
  oldStatuses,
  type Priority,
  type TicketStatus,
  ticketStatuses,
} from './tickets/tickets.rules.ts';
export { NoteAnswer, TicketAnswer } from './tickets/tickets.schemas.ts';
export type { TicketPolicy } from './tickets/tickets.settings.ts';
export { readTicketPolicy } from './tickets/tickets.settings.ts';
export type { Tickets } from './tickets/tickets.ts';
export type {
  ImportedTicket,
  NamedPerson,
  NewTicket,
  Ticket,
  TicketChange,
  TicketDetails,
  TicketFilter,
  TicketListing,
  TicketNote,
  TicketOrigin,
  TicketPage,
  TicketView,
} from './tickets/tickets.types.ts';
export { cardToWire, ticketToWire } from './tickets/tickets.wire.ts';

export interface MaintenanceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly users: Users;
  readonly inventory: Inventory;
  readonly production: Production;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
  readonly images: Images;
  readonly knownUntil: KnownUntil;
}

export interface Maintenance {
  readonly tickets: Tickets;
  readonly parts: TicketParts;
  readonly labour: TicketLabour;
  readonly images: TicketImages;
  readonly files: TicketExport & LabourExport & TicketImport;
  readonly reports: Reports;
  readonly checklists: TicketChecklists;
  readonly plans: Plans;
  readonly helpCalls: HelpCallService;
  readonly stopRules: StopRuleService;
  readonly stopWatch: StopWatch;
}

export function createMaintenance(dependencies: MaintenanceDependencies): Maintenance {
  const log = dependencies.log.child({ module: 'maintenance' });
  const { store, inventory, images } = dependencies;
  const tickets = createTickets({
    ...dependencies,
    log,
    imagesOf: imagesOfTickets(store, images),
    componentsOf: componentsOfTickets(inventory),
  });
  const uploads = createImageUploads({ ...dependencies, log });
  const ticketImages = createTicketImages({ ...dependencies, log }, uploads);
  const stopWatch = createStopWatch({ ...dependencies, log, tickets });
  dependencies.timeline.onPeriodsChangedWithin(stopWatch.followPeriods);
  inventory.watchTickets(createTicketDesk({ ...dependencies, log }));
  return {
    tickets,
    parts: createTicketParts({ ...dependencies, log }, tickets),
    labour: createTicketLabour({ ...dependencies, log }),
    images: ticketImages,
    files: {
      ...createTicketExport(dependencies, tickets),
      ...createLabourExport(dependencies),
      ...createTicketImport({ ...dependencies, log }),
    },
    reports: createReports({ ...dependencies, zone: dependencies.shiftCalendars.slices.zone }),
    checklists: createTicketChecklists({ ...dependencies, log, uploads, images: ticketImages }, tickets),
    plans: createPlans({ ...dependencies, log, tickets }),
    helpCalls: createHelpCalls({ ...dependencies, log }),
    stopRules: createStopRules({ ...dependencies, log }),
    stopWatch,
  };
}

/** What the factory can set about maintenance. */
export const maintenanceSettings: readonly SettingDefinition[] = [
  ticketCategories,
  defaultCategory,
  dueHours,
  repeatDays,
  labourHourlyCost,
  weeklyCapacityHours,
  ticketEstimateMinutes,
  leadDays,
  tolerancePercent,
];

/** What reads of pictures need beside the tickets. */
export interface ImageReads {
  readonly images: Images;
  readonly clock: Clock;
}

export function maintenanceRoutes(maintenance: Maintenance, { images, clock }: ImageReads): Routes {
  const { tickets, parts, labour, files, reports, checklists, plans } = maintenance;
  const shelf = { name: TICKET_IMAGES_SHELF, permission: 'tickets:read', tag: 'Tickets' } as const;
  return async (app) => {
    for (const mount of [
      ticketRoutes(tickets),
      ticketMoveRoutes(tickets),
      ticketPartRoutes(parts),
      ticketLabourRoutes(labour),
      ticketImageRoutes(maintenance.images, tickets.lastTurnAt),
      imageContentRoutes(images, shelf, clock),
      ticketCsvRoutes(files),
      reportRoutes(reports),
      ticketChecklistRoutes(checklists, tickets.lastTurnAt),
      planRoutes(plans),
      planLifeRoutes(plans),
      planReportRoutes(plans),
      planComplianceRoutes(plans),
      stopRuleRoutes(maintenance.stopRules),
      helpCallRoutes(maintenance.helpCalls),
    ])
      await mount(app);
  };
}
