/** Every step, in order, by name. A released step is frozen; a change of mind is a new step. */
import type { MigrationSteps } from '../platform/database/index.ts';
import { logs } from './0001-logs.ts';
import { users } from './0002-users.ts';
import { machines } from './0003-machines.ts';
import { settings } from './0004-settings.ts';
import { shiftCalendars } from './0005-shift-calendars.ts';
import { timeline } from './0006-timeline.ts';
import { idempotency } from './0007-idempotency.ts';
import { production } from './0008-production.ts';
import { inventory } from './0009-inventory.ts';
import { tickets } from './0010-tickets.ts';
import { takeover } from './0011-takeover.ts';
import { ticketReports } from './0012-ticket-reports.ts';
import { plans } from './0013-plans.ts';
import { images } from './0014-images.ts';
import { floorScreen } from './0015-floor-screen.ts';
import { ticketIndexes } from './0016-ticket-indexes.ts';
import { realtimeTickets } from './0017-realtime-tickets.ts';
import { fourjaw } from './0018-fourjaw.ts';
import { webhooks } from './0019-webhooks.ts';
import { deadLetters } from './0020-dead-letters.ts';
import { jobOutcomes } from './0021-job-outcomes.ts';
import { stopRules } from './0022-stop-rules.ts';
import { machineStates } from './0023-machine-states.ts';
import { machineSignals } from './0024-machine-signals.ts';
import { eventRelays } from './0025-event-relays.ts';
import { shiftReports } from './0026-shift-reports.ts';
import { mail } from './0027-mail.ts';
import { rateSpending } from './0028-rate-spending.ts';
import { reportedPoints } from './0029-reported-points.ts';
import { stopExplanations } from './0030-stop-explanations.ts';
import { helpCalls } from './0031-help-calls.ts';
import { savedViews } from './0032-saved-views.ts';

export const migrationSteps: MigrationSteps = {
  '0001-logs': logs,
  '0002-users': users,
  '0003-machines': machines,
  '0004-settings': settings,
  '0005-shift-calendars': shiftCalendars,
  '0006-timeline': timeline,
  '0007-idempotency': idempotency,
  '0008-production': production,
  '0009-inventory': inventory,
  '0010-tickets': tickets,
  '0011-takeover': takeover,
  '0012-ticket-reports': ticketReports,
  '0013-plans': plans,
  '0014-images': images,
  '0015-floor-screen': floorScreen,
  '0016-ticket-indexes': ticketIndexes,
  '0017-realtime-tickets': realtimeTickets,
  '0018-fourjaw': fourjaw,
  '0019-webhooks': webhooks,
  '0020-dead-letters': deadLetters,
  '0021-job-outcomes': jobOutcomes,
  '0022-stop-rules': stopRules,
  '0023-machine-states': machineStates,
  '0024-machine-signals': machineSignals,
  '0025-event-relays': eventRelays,
  '0026-shift-reports': shiftReports,
  '0027-mail': mail,
  '0028-rate-spending': rateSpending,
  '0029-reported-points': reportedPoints,
  '0030-stop-explanations': stopExplanations,
  '0031-help-calls': helpCalls,
  '0032-saved-views': savedViews,
};
