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
/** Characters of what a ticket is about: what comes behind it in a subject is to be seen too. */
const TITLE_SHOWN = 80;

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
      ...(typeof data['text'] === 'string' ? [quoted(data['text'])] : []),
      link(around, 'machine', data['machine_id']),
    ]);
  }
  if (type === 'com.milldash.stop.alerted') {
    const { ticket_id: ticketId } = data;
    const minutes = data['minutes'] === 1 ? '1 minute' : `${said(data['minutes'])} minutes`;
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
  const isAssigned = kind === 'ticket_assigned';
  const priority = said(data['priority']);
  const subject = isAssigned
    ? `${ticket} was assigned to you: ${[machine, ...titleOf(data['description'])].join(', ')} (${priority})`
    : `${ticket} on ${machine}: ${priority}, ${said(data['incident_category'])}`;
  return finished(subject, [
    isAssigned ? `${ticket} on ${machine} was assigned to you.` : `${ticket} was opened on ${machine}.`,
    ...(typeof data['description'] === 'string' ? [quoted(data['description'])] : []),
    facts,
    link(around, 'ticket', data['ticket_id']),
  ]);
}

/** What people ask for at a handover. Of what nothing is known no figure is told, as 0 would be one. */
function composeShiftReport(data: EventData, around: MailSurroundings): MailText {
  const what = `${said(data['shift'])} shift of ${said(data['production_day'])}`;
  const isKnown = data['coverage'] !== 0 && data['coverage'] !== null;
  return finished(`Shift report: ${what}`, [
    `The ${what} is over. Machines that worked it: ${said(data['machines'])}.`,
    [
      `OEE: ${percent(data['oee'])}, availability: ${percent(data['availability'])}`,
      `Known of the shift: ${percent(data['coverage'])}`,
      `Good pieces: ${figure(data['good_count'])}, scrap: ${figure(data['scrap_count'])}`,
      `Cuts: ${figure(data['cuts'])}`,
      `Downtime: ${isKnown ? duration(data['downtime_seconds']) : NOT_KNOWN}`,
      ...listed('Losses', data['losses'], ({ reason, seconds }) => `${oneLine(reason)} ${duration(seconds)}`),
      `Stops without a reason: ${isKnown ? figure(data['unanswered_stops']) : NOT_KNOWN}`,
      `Tickets: ${said(data['tickets_opened'])} reported, ${said(data['tickets_resolved'])} resolved, ${said(data['tickets_open'])} open`,
      ...(Array.isArray(data['parts']) && data['parts'].length === 0 ? ['Parts taken: none'] : []),
      ...listed(
        'Parts taken',
        data['parts'],
        (part) => `${oneLine(part['component_name'])}: ${said(part['quantity'])}`,
      ),
    ].join('\n'),
    link(around, 'shiftReport', data['report_id']),
  ]);
}

const NOT_KNOWN = 'not known';
/** Of a list in one line; the page has all. */
const LISTED_MAX = 10;

function figure(value: unknown): string {
  return typeof value === 'number' ? String(value) : NOT_KNOWN;
}

/** As everywhere, ratios are percent already. */
function percent(value: unknown): string {
  return typeof value === 'number' ? `${value.toFixed(1)} %` : NOT_KNOWN;
}

/** `1 h 05 min` */
function duration(seconds: unknown): string {
  if (typeof seconds !== 'number') return NOT_KNOWN;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A line with what is in a list; none where nothing is, or where an older event has no list. */
function listed(name: string, list: unknown, told: (item: EventData) => string): string[] {
  const items: readonly EventData[] = Array.isArray(list) ? list : [];
  if (items.length === 0) return [];
  const more = items.length > LISTED_MAX ? [`and ${items.length - LISTED_MAX} more`] : [];
  return [`${name}: ${[...items.slice(0, LISTED_MAX).map(told), ...more].join('; ')}`];
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
    subject: oneLine(subject).slice(0, SUBJECT_LENGTH_MAX).toWellFormed(),
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
  };
}

function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}

/** What somebody wrote: lines that begin with a sign, so that none is an address alone and becomes a link. */
function quoted(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** The first line that says something. */
function titleOf(description: unknown): string[] {
  const lines = typeof description === 'string' ? description.split('\n') : [];
  const title = lines.map((line) => line.trim()).find((line) => line !== '');
  if (title === undefined) return [];
  return [title.length > TITLE_SHOWN ? `${title.slice(0, TITLE_SHOWN).toWellFormed()}…` : title];
}

function oneLine(value: unknown): string {
  return said(value).replace(/[\p{Cc}\s]+/gu, ' ');
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
