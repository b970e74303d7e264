/** What somebody reports, from the form to what is sent. */
import type { NewTicket } from '../../offline/entries.ts';
import { machineOfLabel } from '../../parts/machines/machine-label.ts';
import type { Priority } from './ticket-words.ts';

export interface NewTicketSearch {
  /** Of whose machine: its id, or what its label holds. */
  readonly machine?: string;
  /** The period of the stop that it is about. */
  readonly stop?: string;
  /** An unsent one that is to be changed. */
  readonly unsent?: string;
}

const textIn = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;

export function newTicketSearch(search: Readonly<Record<string, unknown>>): NewTicketSearch {
  const machine = textIn(search['machine']);
  const known = {
    machine: machine === undefined ? undefined : (machineOfLabel(machine) ?? machine),
    stop: textIn(search['stop']),
    unsent: textIn(search['unsent']),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

export interface ReportForm {
  readonly machineId: string | undefined;
  readonly machineName: string;
  readonly description: string;
  readonly isDown: boolean;
  /** Milliseconds; undefined: since it is reported. */
  readonly downFromMs: number | undefined;
  /** Undefined: as the factory has it where nobody says. */
  readonly priority: Priority | undefined;
  readonly category: string | undefined;
  readonly stop: string | undefined;
}

/** Undefined while a machine or a sentence is missing. */
export function bodyOf(form: ReportForm): NewTicket | undefined {
  const { machineId, isDown, downFromMs, priority, category, stop } = form;
  const description = form.description.trim();
  if (machineId === undefined || description === '') return undefined;
  return {
    machine_id: machineId,
    description,
    ...(isDown ? { machine_down: true } : {}),
    ...(isDown && downFromMs !== undefined ? { down_from: new Date(downFromMs).toISOString() } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(category === undefined ? {} : { incident_category: category }),
    ...(stop === undefined ? {} : { fourjaw_downtime_id: stop }),
  };
}

export function formOf(body: NewTicket, machineName: string): ReportForm {
  return {
    machineId: body.machine_id,
    machineName,
    description: body.description,
    isDown: body.machine_down === true,
    downFromMs: body.down_from == null ? undefined : Date.parse(body.down_from),
    priority: body.priority,
    category: body.incident_category ?? undefined,
    stop: body.fourjaw_downtime_id ?? undefined,
  };
}
