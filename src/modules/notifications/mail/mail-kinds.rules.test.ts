import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audiencesOf, choicesOf } from './mail-kinds.rules.ts';
import { composeDigest, composeMail, toHtml } from './mail-texts.rules.ts';

const around = { machineName: 'Mill 1', publicUrl: 'https://milldash.example', zone: 'Europe/London' };

test('each event is for whom it is of interest, and of two kinds somebody is told by the first', () => {
  const kinds = (type: string, data: object, isCritical = true) =>
    audiencesOf(`com.milldash.${type}`, { ...data }, isCritical).map(
      ({ kind, userId }) => `${kind} ${userId ?? 'all'}`,
    );
  assert.deepEqual(kinds('ticket.assigned', { assignee_id: 7, assigned_by_id: 3 }), ['ticket_assigned 7']);
  assert.deepEqual(kinds('ticket.assigned', { assignee_id: 7, assigned_by_id: 7 }), [], 'who takes one knows it');
  assert.deepEqual(
    kinds('ticket.assigned', { assignee_id: 7, old_assignee_id: 7, assigned_by_id: 3 }),
    [],
    'team only',
  );
  assert.deepEqual(kinds('ticket.assigned', { assignee_id: null }), []);
  assert.deepEqual(kinds('ticket.opened', { assignee_id: 7, source: 'plan' }), [
    'ticket_assigned 7',
    'critical_ticket all',
  ]);
  assert.deepEqual(kinds('ticket.opened', { assignee_id: null, source: 'person' }, false), []);
  assert.deepEqual(kinds('ticket.opened', { assignee_id: null, source: 'rule' }), [], 'its alert tells of it');
  assert.deepEqual(kinds('stop.alerted', { ticket_id: 5 }), ['stop_alert all', 'critical_ticket all']);
  assert.deepEqual(kinds('stop.alerted', { ticket_id: null }), ['stop_alert all']);
  assert.deepEqual(kinds('help-call.raised', { kind: 'material' }), ['help_call all']);
  assert.deepEqual(kinds('stock.low', {}), ['low_stock all']);
  assert.deepEqual(kinds('shift-report.completed', { revision: 1 }), ['shift_report all']);
  assert.deepEqual(kinds('shift-report.completed', { revision: 2 }), []);
  assert.deepEqual(kinds('machine.created', {}), []);
});

test('who has not chosen is sent what their role has', () => {
  assert.deepEqual(choicesOf('STOREKEEPER', {}), {
    ticket_assigned: true,
    critical_ticket: false,
    stop_alert: false,
    help_call: false,
    low_stock: true,
    shift_report: false,
  });
  assert.equal(choicesOf('STOREKEEPER', { low_stock: false, stop_alert: true }).low_stock, false);
});

test('texts say what happened by the factory’s clock, with a link; what people wrote makes no link and no mark-up', () => {
  const call = {
    machine_id: 'm',
    kind: 'material',
    called_by: 'Olga Brook',
    called_at: '2026-01-15T11:20:00.000Z',
    text: null,
  };
  const help = composeMail('help_call', 'com.milldash.help-call.raised', call, {
    machineName: 'Mill 1',
    publicUrl: undefined,
    zone: 'Europe/London',
  });
  assert.deepEqual(help, {
    subject: 'Call for help at Mill 1: material',
    text: 'Olga Brook calls for help at Mill 1, 11:20 on 15 January 2026. Needed: material.',
  });
  const alert = {
    machine_id: 'm',
    minutes: 12,
    reason: 'Hydraulic',
    stopped_at: '2026-07-01T09:02:00.000Z',
    rule: 'Faults',
    ticket_id: 5,
  };
  const { subject, text } = composeMail('stop_alert', 'com.milldash.stop.alerted', alert, around);
  assert.equal(subject, 'Mill 1 has stood for 12 minutes: Hydraulic');
  assert.match(text, /since 10:02 on 1 July 2026, 12 minutes by now/);
  assert.match(text, /\n\nhttps:\/\/milldash\.example\/tickets\/5$/);
  const ticket = {
    ticket_id: 5,
    priority: 'High',
    incident_category: 'Other',
    description: '<b>see https://evil.example</b>\nBcc: x',
  };
  const opened = composeMail('critical_ticket', 'com.milldash.ticket.opened', ticket, {
    ...around,
    publicUrl: undefined,
  });
  assert.doesNotMatch(opened.text, /milldash\.example/);
  const html = toHtml(opened.text);
  assert.match(html, /&lt;b&gt;see https:\/\/evil/);
  assert.doesNotMatch(html, /<a |<b>/);
  const low = {
    component_id: 1,
    component_name: 'Bearing\r\nBcc: x',
    stock_code: null,
    on_hand: 1,
    minimum: 2,
    location_name: 'Store',
  };
  assert.equal(composeMail('low_stock', 'com.milldash.stock.low', low, around).subject, 'Low stock: Bearing Bcc: x');
  const shift = {
    shift: 'DAY',
    production_day: '2026-07-01',
    machines: 3,
    oee: 61.44,
    cuts: 900,
    downtime_seconds: 5_400,
    report_id: 7,
  };
  const report = composeMail('shift_report', 'com.milldash.shift-report.completed', shift, around);
  assert.equal(report.subject, 'Shift report: DAY shift of 2026-07-01');
  assert.match(report.text, /OEE: 61\.4 %, availability: not known\nCuts: 900.*\nDowntime: 1\.5 h\n/);
  const digest = composeDigest([{ subject, text }, opened]);
  assert.equal(digest.subject, '2 notifications');
  assert.match(digest.text, /Mill 1 has stood.*\nhttps:\/\/milldash\.example\/tickets\/5\n\nTicket 5 on Mill 1/);
});
