/**
 * Events in the words of the old front end: what its pages listen for. Pure.
 *
 * Whoever has not signed in is told of tickets and machines only, and no text that a person has written.
 */

export const oldGroups = ['all', 'dashboard', 'maintenance', 'machines', 'production'] as const;
export type OldGroup = (typeof oldGroups)[number];

export interface OldNotice {
  readonly type: string;
  /** Who is subscribed to it; everybody who is subscribed to `all` gets it, too. */
  readonly group: OldGroup;
  /** Of the event that it comes from: what it takes to see it. */
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What of it strangers are told; undefined: nothing. */
  readonly toStrangers: Readonly<Record<string, unknown>> | undefined;
  readonly occurredAt: number;
}

export interface HappenedEvent {
  readonly type: string;
  readonly topic: string;
  readonly machineId: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly occurredAt: number;
}

/** Topics that change what a machine is shown with. Of what cuts, runs and tickets make of its state `machine` tells, too. */
const machineTopics: ReadonlySet<string> = new Set(['timeline', 'machine']);

/** The machine whose state is to be told anew. */
export function touchedMachine({ topic, machineId }: HappenedEvent): string | undefined {
  return machineTopics.has(topic) ? machineId : undefined;
}

/** Its old word is `machine_status_update`, which is told of every machine that was touched. */
const STATUS_CHANGED = 'com.milldash.machine.status-changed';

/** Of one round. What is a state and comes several times is told once, as it is in the end; tickets never are. */
export function oldNoticesOf(events: readonly HappenedEvent[]): OldNotice[] {
  const notices: OldNotice[] = [];
  const production = new Map<string, OldNotice>();
  for (const event of events) {
    const name = nameOf(event);
    if (event.topic === 'ticket') notices.push(...ofTicket(event, name));
    else if ((event.topic === 'cuts' || event.topic === 'run') && event.machineId !== undefined) {
      const metric = productionMetric(event, event.machineId, name, production.get(event.machineId));
      production.set(event.machineId, metric);
    } else if (event.type !== STATUS_CHANGED) notices.push(plain(event, name));
  }
  return [...notices, ...production.values()];
}

/** `ticket.opened` */
function nameOf({ type }: HappenedEvent): string {
  return type.split('.').slice(2).join('.');
}

const groupOfTopic: Readonly<Record<string, OldGroup>> = {
  ticket: 'maintenance',
  plan: 'maintenance',
  machine: 'machines',
  timeline: 'machines',
  place: 'machines',
  product: 'production',
  run: 'production',
};

/** What the old front end has no word for, under our own. */
function plain({ topic, data, occurredAt }: HappenedEvent, name: string): OldNotice {
  return { type: name, group: groupOfTopic[topic] ?? 'all', topic, data, toStrangers: undefined, occurredAt };
}

function ofTicket(event: HappenedEvent, name: string): OldNotice[] {
  const { data, occurredAt, topic } = event;
  const { old_status: before, status, machine_id, ticket_id } = data;
  const notice = { group: 'maintenance', topic, occurredAt } as const;
  if (name === 'ticket.opened') return ofNewTicket(event);
  if (typeof before !== 'string' || before === status) return [plain(event, name)];
  const change = { ticket_id, machine_id, old_status: before, new_status: status };
  return [{ ...notice, type: 'ticket_status_change', data: change, toStrangers: change }];
}

function ofNewTicket({ data, occurredAt, topic }: HappenedEvent): OldNotice[] {
  const notice = { group: 'maintenance', topic, occurredAt } as const;
  const { ticket_id, machine_id, incident_category, priority, status, logged_time, description } = data;
  const bare = { id: ticket_id, ticket_id, machine_id, incident_category, priority, status, logged_time };
  const rest = { fourjaw_downtime_id: data['fourjaw_downtime_id'] ?? null, resolved_time: null };
  const created = { ...bare, ...rest, description, work_notes: [], images: [], components_used: [] };
  const notices: OldNotice[] = [
    { ...notice, type: 'ticket_created', data: created, toStrangers: { ...created, description: '' } },
  ];
  if (priority === 'High') {
    const alert = { ticket_id, machine_id, priority, description };
    notices.push({ ...notice, type: 'maintenance_alert', data: alert, toStrangers: { ...alert, description: '' } });
  }
  return notices;
}

function productionMetric(
  { topic, data, occurredAt }: HappenedEvent,
  machineId: string,
  name: string,
  before: OldNotice | undefined,
): OldNotice {
  const cuts = Number(data['cut_count'] ?? 0) + Number(before?.data['cut_count'] ?? 0);
  return {
    type: 'production_metric_update',
    group: 'production',
    topic,
    data: { ...before?.data, ...data, machine_id: machineId, cut_count: cuts, event: name },
    toStrangers: undefined,
    occurredAt,
  };
}
