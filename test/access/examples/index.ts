/** The example requests of every route, module by module. */
import type { Examples } from './example.ts';
import { helpCallsExamples } from './help-calls.ts';
import { imagesExamples } from './images.ts';
import { inventoryExamples } from './inventory.ts';
import { machinesExamples } from './machines.ts';
import { mailExamples } from './mail.ts';
import { maintenanceExamples } from './maintenance.ts';
import { messageExamples } from './messages.ts';
import { plansExamples } from './plans.ts';
import { predecessorExamples } from './predecessor.ts';
import { productionExamples } from './production.ts';
import { shiftReportsExamples } from './shift-reports.ts';
import { stopRulesExamples } from './stop-rules.ts';
import { systemExamples } from './system.ts';
import { timelineExamples } from './timeline.ts';
import { usersExamples } from './users.ts';
import { webhooksExamples } from './webhooks.ts';

/** File beside this one, without `.ts` → its rows. */
export const examplesByFile: Readonly<Record<string, Examples>> = {
  'help-calls': helpCallsExamples,
  images: imagesExamples,
  inventory: inventoryExamples,
  machines: machinesExamples,
  mail: mailExamples,
  maintenance: maintenanceExamples,
  messages: messageExamples,
  plans: plansExamples,
  predecessor: predecessorExamples,
  production: productionExamples,
  'shift-reports': shiftReportsExamples,
  'stop-rules': stopRulesExamples,
  system: systemExamples,
  timeline: timelineExamples,
  users: usersExamples,
  webhooks: webhooksExamples,
};
