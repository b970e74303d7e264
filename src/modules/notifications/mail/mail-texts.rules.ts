/** What an e-mail says: plain text, and the same as simple HTML. Pure. */
import { type LinkedPage, pageAddress } from '../../../kernel/page-addresses.ts';
import type { EventData, MailKind } from './mail-kinds.rules.ts';

export interface MailText {
  readonly subject: string;
  /** Paragraphs have an empty line between them. */
  readonly text: string;
}

export interface MailSurroundings {
  /** What people call the machine that the event is about. */
  readonly machineName: string | undefined;
  /** Where people reach MillDash, without a slash at its end; undefined: nobody has said. */
  readonly publicUrl: string | undefined;
  /** IANA name of the factory's. */
  readonly zone: string;
}

const SUBJECT_LENGTH_MAX = 150;

export function composeMail(kind: MailKind, type: string, data: EventData, around: MailSurroundings): MailText {
  const machine = around.machineName ?? said(data['machine_id']);
  if (kind === 'low_stock') {
    const what = said(data['component_name']);
    const code = data['stock_code'] === null ? '' : ` (${said(data['stock_code'])})`;
    return finished(`Low stock: ${what}`, [
      `${what}${code}: ${said(data['on_hand'])} on hand at ${said(data['location_name'])}, the minimum is ${said(data['minimum'])}.`,
      link(around, 'component', data['component_id']),
    ]);
  }
  if (kind === 'shift_report') return composeShiftReport(data, around);
  if (kind === 'help_call') {
    return finished(`Call for help at ${machine}: ${said(data['kind'])}`, [
      `${said(data['called_by'])} calls for help at ${machine}, ${localInstant(said(data['called_at']), around.zone)}. Needed: ${said(data['kind'])}.`,
      ...(typeof data['text'] === 'string' ? [data['text']] : []),
      link(around, 'machine', data['machine_id']),
    ]);
  }
  if (type === 'com.milldash.stop.alerted') {
    const { ticket_id: ticketId } = data;
    const minutes = `${said(data['minutes'])} minutes`;
    return finished(`${machine} has stood for ${minutes}: ${said(data['reason'])}`, [
      `${machine} has stood since ${localInstant(said(data['stopped_at']), around.zone)}, ${minutes} by now. Reason: ${said(data['reason'])}.`,
      `Rule: ${said(data['rule'])}.${ticketId === null ? '' : ` Ticket ${said(ticketId)} is about it.`}`,
      ticketId === null ? link(around, 'machine', data['machine_id']) : link(around, 'ticket', ticketId),
    ]);
  }
  const ticket = `Ticket ${said(data['ticket_id'])}`;
  const facts = [
    `Machine: ${machine}`,
    `Priority: ${said(data['priority'])}`,
    `Category: ${said(data['incident_category'])}`,
    ...(typeof data['due_at'] === 'string' ? [`Due: ${localInstant(data['due_at'], around.zone)}`] : []),
  ].join('\n');
  const what = kind === 'ticket_assigned' ? `${ticket} was assigned to you` : `${ticket} on ${machine}`;
  return finished(`${what}: ${said(data['priority'])}, ${said(data['incident_category'])}`, [
    kind === 'ticket_assigned' ? `${ticket} on ${machine} was assigned to you.` : `${ticket} was opened on ${machine}.`,
    ...(typeof data['description'] === 'string' ? [data['description']] : []),
    facts,
    link(around, 'ticket', data['ticket_id']),
  ]);
}

function composeShiftReport(data: EventData, around: MailSurroundings): MailText {
  const what = `${said(data['shift'])} shift of ${said(data['production_day'])}`;
  // as everywhere, ratios are percent already
  const percent = (name: string) => (typeof data[name] === 'number' ? `${data[name].toFixed(1)} %` : 'not known');
  const hours = typeof data['downtime_seconds'] === 'number' ? (data['downtime_seconds'] / 3_600).toFixed(1) : '?';
  return finished(`Shift report: ${what}`, [
    `The ${what} is over. Machines that worked it: ${said(data['machines'])}.`,
    [
      `OEE: ${percent('oee')}, availability: ${percent('availability')}`,
      `Cuts: ${said(data['cuts'])}, scrap: ${said(data['scrap_count'])}`,
      `Downtime: ${hours} h${typeof data['biggest_loss'] === 'string' ? `, most of it: ${data['biggest_loss']}` : ''}`,
      `Tickets: ${said(data['tickets_opened'])} reported, ${said(data['tickets_resolved'])} resolved, ${said(data['tickets_open'])} open`,
      `Stops without a reason: ${said(data['unanswered_stops'])}`,
    ].join('\n'),
    link(around, 'shiftReport', data['report_id']),
  ]);
}

/** Several in one: for somebody to whom much happens at once. */
export function composeDigest(mails: readonly MailText[]): MailText {
  return finished(`${mails.length} notifications`, [
    'Much has happened at once, so it comes in one.',
    ...mails.map(({ subject, text }) =>
      `${subject}\n${text.split('\n\n').slice(-1)[0]?.startsWith('http') === true ? text.split('\n\n').slice(-1)[0] : ''}`.trim(),
    ),
  ]);
}

/** What every mail ends with. */
export const FOOTER = 'You choose what MillDash sends you in your account.';

export function toHtml(text: string): string {
  const paragraphs = text
    .split('\n\n')
    .map((paragraph) => `<p>${linked(escaped(paragraph)).replaceAll('\n', '<br>')}</p>`);
  return `<!doctype html><html><body style="font-family: sans-serif">${paragraphs.join('')}</body></html>`;
}

function finished(subject: string, paragraphs: readonly string[]): MailText {
  return {
    subject: subject
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .slice(0, SUBJECT_LENGTH_MAX)
      .toWellFormed(),
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
  };
}

function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}

function link({ publicUrl }: MailSurroundings, page: LinkedPage, id: unknown): string {
  return publicUrl === undefined ? '' : `${publicUrl}${pageAddress(page, said(id))}`;
}

/** `10:02 on 15 January 2026` */
function localInstant(instant: string, zone: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return instant;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(ms);
  return `${time} on ${new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' }).format(ms)}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (found) => entities[found] as string);
}

/** Only a line that is nothing but an address: what people wrote is not made into links. */
function linked(paragraph: string): string {
  return paragraph.replace(/^https?:\/\/[^\s<>]+$/gm, (url) => `<a href="${url}">${url}</a>`);
}
