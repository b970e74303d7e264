import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf, roles } from '../../../kernel/access.ts';
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
  const oneMinute = composeMail('stop_alert', 'com.milldash.stop.alerted', { ...alert, minutes: 1 }, around);
  assert.equal(oneMinute.subject, 'Mill 1 has stood for 1 minute: Hydraulic');
  assert.match(oneMinute.text, /, 1 minute by now\./);
  const ticket = {
    ticket_id: 5,
    priority: 'High',
    incident_category: 'Other',
    description: '<b>see https://evil.example</b>\n\nhttps://evil.example/alone\nBcc: x',
  };
  const opened = composeMail('critical_ticket', 'com.milldash.ticket.opened', ticket, {
    ...around,
    publicUrl: undefined,
  });
  assert.doesNotMatch(opened.text, /milldash\.example/);
  const html = toHtml(opened.text);
  assert.match(html, /&lt;b&gt;see https:\/\/evil/);
  assert.match(html, /<br>&gt; https:\/\/evil\.example\/alone<br>/);
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
  const digest = composeDigest([{ subject, text }, opened]);
  assert.equal(digest.subject, '2 notifications');
  assert.match(digest.text, /Mill 1 has stood.*\nhttps:\/\/milldash\.example\/tickets\/5\n\nTicket 5 on Mill 1/);
});

test('the e-mail of a shift has what people ask for at a handover, and tells no figure of what nothing is known of', () => {
  const figures = {
    shift: 'DAY',
    production_day: '2026-07-01',
    machines: 3,
    oee: 61.44,
    availability: 70,
    coverage: 99.95,
    cuts: null,
    good_count: 90,
    scrap_count: 3,
    downtime_seconds: 5_400,
    losses: [
      { reason: 'Coil jam', seconds: 3_900 },
      { reason: 'Set Up', seconds: 300 },
    ],
    tickets_opened: 5,
    tickets_resolved: 1,
    tickets_open: 4,
    parts: [{ component_name: 'Bearing 6204\n\nhttps://evil.example', quantity: 2 }],
    unanswered_stops: 6,
    report_id: 7,
  };
  const compose = (more: object = {}) =>
    composeMail('shift_report', 'com.milldash.shift-report.completed', { ...figures, ...more }, around);
  const { subject, text } = compose();
  assert.equal(subject, 'Shift report: DAY shift of 2026-07-01');
  assert.deepEqual(text.split('\n\n'), [
    'The DAY shift of 2026-07-01 is over. Machines that worked it: 3.',
    [
      'OEE: 61.4 %, availability: 70.0 %',
      'Known of the shift: 100.0 %',
      'Good pieces: 90, scrap: 3',
      'Cuts: not known',
      'Downtime: 1 h 30 min',
      'Losses: Coil jam 1 h 05 min; Set Up 5 min',
      'Stops without a reason: 6',
      'Tickets: 5 reported, 1 resolved, 4 open',
      'Parts taken: Bearing 6204 https://evil.example: 2',
    ].join('\n'),
    'https://milldash.example/reports/shifts/7',
  ]);
  const unheard = compose({
    oee: null,
    availability: null,
    coverage: 0,
    good_count: null,
    scrap_count: null,
    downtime_seconds: 0,
    losses: [],
    parts: [],
    unanswered_stops: 0,
  }).text;
  const unknown = ['OEE', 'availability', 'Good pieces', 'scrap', 'Cuts', 'Downtime', 'Stops without a reason'];
  for (const name of unknown) assert.ok(unheard.includes(`${name}: not known`), `${name} in ${unheard}`);
  assert.match(unheard, /Known of the shift: 0\.0 %\n/);
  assert.match(unheard, /\nParts taken: none\n/);
  const parts = Array.from({ length: 12 }, (_, at) => ({ component_name: `Part ${at}`, quantity: 1 }));
  assert.match(compose({ parts }).text, /Part 9: 1; and 2 more\n/);
  assert.doesNotMatch(compose({ parts: undefined, losses: undefined }).text, /Parts|Losses/, 'as older events are');
});

test('who is given a ticket reads what it is about, on which machine, and how urgent it is', () => {
  const given = { ticket_id: 5, machine_id: 'm', priority: 'High', incident_category: 'Hydraulic', due_at: null };
  const compose = (more: object) =>
    composeMail('ticket_assigned', 'com.milldash.ticket.assigned', { ...given, ...more }, around);
  const { subject, text } = compose({ description: '\nOil below the pump\nSince Monday' });
  assert.equal(subject, 'Ticket 5 was assigned to you: Mill 1, Oil below the pump (High)');
  assert.deepEqual(text.split('\n\n'), [
    'Ticket 5 on Mill 1 was assigned to you.',
    '>\n> Oil below the pump\n> Since Monday',
    'Machine: Mill 1\nPriority: High\nCategory: Hydraulic',
    'https://milldash.example/tickets/5',
  ]);
  assert.match(compose({ description: 'x'.repeat(400) }).subject, /: Mill 1, x{80}… \(High\)$/);
  assert.equal(compose({}).subject, 'Ticket 5 was assigned to you: Mill 1 (High)', 'an older event does not say it');
  // a role that may not read tickets would have to be told less
  assert.deepEqual(
    roles.filter((role) => !permissionsOf(role).includes('tickets:read')),
    [],
  );
});
