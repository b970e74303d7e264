/** Use cases leave a line in the log, each in the name of its module. */
import { observeUseCases } from '../platform/logging/index.ts';
import type { Services } from './services.types.ts';

/** What is asked all the time, or by the thousand a second, leaves no line: it counts and tells by itself. */
export function observeServices(services: Services): Services {
  const { log, logs, users, maintenance, notifications } = services;
  const observed = <Service extends object>(module: string, service: Service) =>
    observeUseCases(log.child({ module }), service);
  return {
    ...services,
    logs: { ...observed('events', logs), readLog: logs.readLog },
    // of every request: the request's own line says who asks
    users: {
      ...observed('users', users),
      authenticate: users.authenticate,
      findCurrentActor: users.findCurrentActor,
    },
    machines: observed('machines', services.machines),
    machineFiles: observed('machines', services.machineFiles),
    images: observed('images', services.images),
    inventory: observed('inventory', services.inventory),
    shiftCalendars: observed('shifts', services.shiftCalendars),
    reasons: observed('reasons', services.reasons),
    timeline: observed('timeline', services.timeline),
    statusPeriods: observed('timeline', services.statusPeriods),
    production: observed('production', services.production),
    analytics: observed('analytics', services.analytics),
    ingestion: observed('ingestion', services.ingestion),
    fourjaw: observed('fourjaw', services.fourjaw),
    deadLetters: observed('dead-letters', services.deadLetters),
    telemetry: observed('telemetry', services.telemetry),
    maintenance: {
      tickets: observed('maintenance', maintenance.tickets),
      parts: observed('maintenance', maintenance.parts),
      labour: observed('maintenance', maintenance.labour),
      images: observed('maintenance', maintenance.images),
      files: observed('maintenance', maintenance.files),
      reports: observed('maintenance', maintenance.reports),
      checklists: observed('maintenance', maintenance.checklists),
      plans: observed('maintenance', maintenance.plans),
      helpCalls: observed('maintenance', maintenance.helpCalls),
      stopRules: observed('maintenance', maintenance.stopRules),
      stopWatch: maintenance.stopWatch,
    },
    notifications: {
      ...notifications,
      webhooks: observed('webhooks', notifications.webhooks),
      deliveries: observed('webhooks', notifications.deliveries),
      mail: observed('mail', notifications.mail),
    },
    shiftReports: observed('shift-reports', services.shiftReports),
    floor: observed('analytics', services.floor),
    performance: observed('analytics', services.performance),
  };
}
