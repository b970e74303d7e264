/** Every type of event that there is: what modules declare, in one list. */
import { analyticsEventTypes } from '../modules/analytics/index.ts';
import { fourjawEventTypes } from '../modules/fourjaw/index.ts';
import { imageEventTypes } from '../modules/images/index.ts';
import { ingestionEventTypes } from '../modules/ingestion/index.ts';
import { inventoryEventTypes } from '../modules/inventory/index.ts';
import { machineEventTypes } from '../modules/machines/index.ts';
import { maintenanceEventTypes } from '../modules/maintenance/index.ts';
import { notificationEventTypes } from '../modules/notifications/index.ts';
import { productionEventTypes } from '../modules/production/index.ts';
import { shiftReportEventTypes } from '../modules/shift-reports/index.ts';
import { systemEventTypes } from '../modules/system/index.ts';
import { timelineEventTypes } from '../modules/timeline/index.ts';
import { userEventTypes } from '../modules/users/index.ts';
import type { EventTypeDefinition } from '../platform/outbox/index.ts';

export const eventCatalogue: readonly EventTypeDefinition[] = [
  ...userEventTypes,
  ...machineEventTypes,
  ...timelineEventTypes,
  ...analyticsEventTypes,
  ...productionEventTypes,
  ...inventoryEventTypes,
  ...imageEventTypes,
  ...maintenanceEventTypes,
  ...ingestionEventTypes,
  ...fourjawEventTypes,
  ...notificationEventTypes,
  ...shiftReportEventTypes,
  ...systemEventTypes,
].toSorted((one, other) => (one.type < other.type ? -1 : 1));
