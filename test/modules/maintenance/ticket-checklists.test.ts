import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { mill1 } from './maintenance-app.ts';
import { type PlansApp, plans, startPlansApp } from './plans-app.ts';

const checklist = [
  { kind: 'check', instruction: 'Guards closed' },
  { kind: 'number', instruction: 'Oil pressure', minimum: 4, maximum: 6, unit: 'bar' },
  { kind: 'text', instruction: 'What was noticed', required: false },
];

onEachEngine('checklists and parts of tickets that plans open', (under) => {
  let app: PlansApp;
  before(async () => {
    app = await startPlansApp(under);
  });
  beforeEach(() => app.begin());

  /** A ticket of a new plan. */
  async function ticketOf(body: object = { checklist }): Promise<number> {
    const plan = await app.make(body);
    const { body: run } = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/run`);
    return run.ticket_id;
  }
  const pathOf = (ticket: number) => `/api/v1/tickets/${ticket}/checklist`;
  const checksOf = async (ticket: number) => (await app.as.VIEWER('GET', pathOf(ticket))).body.items;
  const answer = (ticket: number, item: number, body: object) =>
    app.as.TECHNICIAN('PUT', `${pathOf(ticket)}/${item}`, body);

  test('items are answered, told and shown, and taken back', async () => {
    const ticket = await ticketOf();
    const [guards, pressure, noticed] = await checksOf(ticket);
    await app.newEvents();
    await app.newAudit();
    const low = await answer(ticket, pressure.id, { value: 3.2, note: ' Pump is worn ' });
    assert.deepEqual(low.body, {
      id: pressure.id,
      ...checklist[1],
      required: true,
      value: 3.2,
      result: 'failed',
      image: null,
      note: 'Pump is worn',
      answered_by: 'Test TECHNICIAN',
      answered_at: '2026-01-15T12:00:00.000Z',
      follow_up_ticket_id: null,
      follow_up_offered: true,
    });
    const [event] = await app.newEvents();
    assert.equal(event?.type, 'ticket.checklist-answered');
    assert.deepEqual([event?.data.check_id, event?.data.value, event?.data.result], [pressure.id, 3.2, 'failed']);
    assert.equal((await app.newAudit())[0]?.action, 'ticket.checklist-answered');
    for (const [value, result] of [
      [4, 'passed'],
      [6, 'passed'],
      [6.01, 'failed'],
      [null, null],
    ]) {
      assert.equal((await answer(ticket, pressure.id, { value })).body.result, result, String(value));
    }
    assert.equal((await answer(ticket, guards.id, { value: false })).body.result, 'failed');
    assert.equal((await answer(ticket, guards.id, { value: true })).body.result, 'passed');
    assert.equal((await answer(ticket, noticed.id, { value: 'Clean' })).body.result, 'passed');
    const { body } = await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`);
    assert.equal(body.version, 1, 'answers are in nobody’s way');
    assert.deepEqual(
      (await checksOf(ticket)).map(({ value }: { value: unknown }) => value),
      [true, null, 'Clean'],
    );
  });

  test('an answer that is not of the kind of its item is refused', async () => {
    const ticket = await ticketOf();
    const other = await ticketOf();
    const [guards, pressure, noticed] = await checksOf(ticket);
    for (const [item, value] of [
      [guards.id, 1],
      [guards.id, 'yes'],
      [pressure.id, '5'],
      [pressure.id, true],
      [noticed.id, ' '],
      [noticed.id, 5],
      [noticed.id, { text: 'x' }],
    ]) {
      assert.equal(outcomeOf(await answer(ticket, item, { value })), '422 validation-failed', JSON.stringify(value));
    }
    assert.equal(outcomeOf(await answer(ticket, guards.id, {})), '422 validation-failed');
    assert.equal(outcomeOf(await answer(other, guards.id, { value: true })), '404 check-not-found');
    assert.equal(outcomeOf(await answer(999_999, guards.id, { value: true })), '404 ticket-not-found');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', pathOf(999_999))), '404 ticket-not-found');
    const operator = await app.as.OPERATOR('PUT', `${pathOf(ticket)}/${guards.id}`, { value: true });
    assert.equal(outcomeOf(operator), '403 forbidden');
    assert.deepEqual((await app.as.VIEWER('GET', pathOf((await app.open()).id))).body.items, []);
  });

  test('required items are answered before the ticket is resolved, by the new path and by the old one', async () => {
    const ticket = await ticketOf();
    const [guards, pressure] = await checksOf(ticket);
    const old = (status: string) =>
      app.as.TECHNICIAN('PUT', `/api/v1/tickets/${ticket}?status=${encodeURIComponent(status)}`);
    const refused = await app.resolve(ticket);
    assert.equal(outcomeOf(refused), '409 checklist-incomplete');
    assert.match(refused.body.detail, /'Guards closed', 'Oil pressure'\. Answer them first/);
    assert.deepEqual(
      refused.body.missing.map(({ check_id: id }: { check_id: number }) => id),
      [guards.id, pressure.id],
    );
    assert.equal(outcomeOf(await old('Resolved')), '409 checklist-incomplete');
    assert.equal(outcomeOf(await old('Closed')), '409 checklist-incomplete');
    assert.equal((await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body.status, 'Open', 'nothing changed');
    assert.equal((await old('In Progress')).status, 200);
    await answer(ticket, guards.id, { value: false });
    await answer(ticket, pressure.id, { value: 5 });
    assert.equal((await old('Resolved')).status, 200, 'a failed check is an answer');
    assert.equal(outcomeOf(await answer(ticket, guards.id, { value: true })), '409 ticket-move-refused');
    await app.move(ticket, 'reopen', { reason: 'Forgotten' });
    await answer(ticket, guards.id, { value: null });
    assert.equal(outcomeOf(await app.resolve(ticket)), '409 checklist-incomplete');
    assert.equal((await app.move(ticket, 'cancel', { reason: 'Not needed' })).status, 200, 'cancelling asks nothing');
  });

  test('an answer that is taken back while the ticket is resolved cannot slip in between', async () => {
    for (let round = 0; round < 3; round++) {
      const ticket = await ticketOf({ checklist: [{ kind: 'check', instruction: 'Guards closed' }] });
      const [guards] = await checksOf(ticket);
      await answer(ticket, guards.id, { value: true });
      await Promise.all([app.resolve(ticket), answer(ticket, guards.id, { value: null })]);
      const { status } = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body;
      const [{ value }] = await checksOf(ticket);
      assert.deepEqual([status, value], status === 'Resolved' ? ['Resolved', true] : ['Open', null]);
    }
  });

  test('a failed item offers one follow-up ticket, however often it is asked for', async () => {
    const ticket = await ticketOf();
    const [guards, pressure] = await checksOf(ticket);
    const followUp = (item: number, body?: object) =>
      app.as.TECHNICIAN('POST', `${pathOf(ticket)}/${item}/follow-up`, body);
    assert.equal(outcomeOf(await followUp(pressure.id)), '409 check-not-failed');
    await answer(ticket, guards.id, { value: true });
    assert.equal(outcomeOf(await followUp(guards.id)), '409 check-not-failed');
    await answer(ticket, pressure.id, { value: 3.2, note: 'Pump is worn' });
    const opened = await Promise.all(Array.from({ length: 4 }, () => followUp(pressure.id, { priority: 'High' })));
    assert.deepEqual(opened.map(({ status }) => status).toSorted(), [200, 200, 200, 201]);
    assert.equal(new Set(opened.map(({ body }) => body.id)).size, 1);
    const { body } = opened[0] as (typeof opened)[0];
    assert.deepEqual(
      [body.follows_ticket_id, body.machine_id, body.priority, body.description, body.source, body.plan_id],
      [ticket, 'mill-1', 'High', 'Oil pressure: 3.2 bar, allowed 4 to 6 bar\n\nPump is worn', 'person', null],
    );
    const shown = (await checksOf(ticket))[1];
    assert.deepEqual([shown.follow_up_ticket_id, shown.follow_up_offered], [body.id, false]);
    assert.equal(opened[0]?.headers['location'], `/api/v1/tickets/${body.id}`);
    const told = { check_id: pressure.id, follow_up_ticket_id: body.id };
    const events = (await app.newEvents()).filter(({ type }) => type === 'ticket.follow-up-opened');
    assert.deepEqual(
      events.map(({ subject, data }) => [subject, data['follow_up_ticket_id']]),
      [[`tickets/${ticket}`, body.id]],
    );
    const audited = (await app.newAudit()).filter(({ action }) => action === 'ticket.follow-up-opened');
    assert.deepEqual(
      audited.map(({ entity, after }) => [entity, after]),
      [[`ticket ${ticket}`, { follow_up: told }]],
    );
    const operator = await app.as.OPERATOR('POST', `${pathOf(ticket)}/${pressure.id}/follow-up`);
    assert.equal(outcomeOf(operator), '403 forbidden');
  });

  test('parts are set aside as far as the stock allows, what is missing is told, and what is left goes back', async () => {
    const component = async (name: string, stock: number) => {
      const location = await app.as.ADMIN('POST', '/api/v1/inventory/locations', { name: `Shelf of ${name}` });
      const made = await app.as.ADMIN('POST', '/api/v1/inventory/components', {
        component_name: name,
        current_stock: stock,
        location_id: location.body.id,
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body.id as number;
    };
    const [bearing, seal, oil] = [await component('Bearing', 5), await component('Seal', 1), await component('Oil', 0)];
    const parts = [
      { component_id: seal, quantity: 3 },
      { component_id: bearing, quantity: 2 },
      { component_id: oil, quantity: 4 },
    ];
    const other = await app.as.OPERATOR('POST', '/api/v1/tickets', { machine_id: mill1, description: 'It squeaks' });
    const held = { ticket_id: other.body.id, quantity: 4 };
    assert.equal(
      (await app.as.STOREKEEPER('POST', `/api/v1/inventory/components/${bearing}/reserve`, held)).status,
      200,
    );
    const plan = await app.make({ parts });
    assert.deepEqual(
      plan.parts.map((part: { component_name: string; quantity: number; on_hand: number; reserved: number }) => [
        part.component_name,
        part.quantity,
        part.on_hand,
        part.reserved,
      ]),
      [
        ['Bearing', 2, 5, 4],
        ['Seal', 3, 1, 0],
        ['Oil', 4, 0, 0],
      ],
    );
    await app.newEvents();
    await app.look('2026-01-19T08:00:00Z');
    const { open_ticket_id: ticket } = await app.get(plan.id);
    const event = (await app.newEvents()).find(({ type }) => type === 'plan.ticket-opened');
    assert.deepEqual(event?.data.missing_parts, [
      // the others are set aside for somebody else
      { component_id: bearing, component_name: 'Bearing', needed: 2, reserved: 1 },
      { component_id: seal, component_name: 'Seal', needed: 3, reserved: 1 },
      { component_id: oil, component_name: 'Oil', needed: 4, reserved: 0 },
    ]);
    const { work_notes: notes } = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body;
    assert.equal(
      notes[0].note,
      'Parts are missing:\n- Bearing: 2 needed, 1 set aside\n- Seal: 3 needed, 1 set aside\n- Oil: 4 needed, 0 set aside',
    );
    const reserved = async () =>
      (await app.as.VIEWER('GET', `/api/v1/inventory/reservations?ticket_id=${ticket}`)).body.items.map(
        (one: { component_id: number; quantity: number }) => [one.component_id, one.quantity],
      );
    assert.deepEqual(await reserved(), [
      [bearing, 1],
      [seal, 1],
    ]);
    await app.resolve(ticket);
    assert.deepEqual(await reserved(), []);
  });
});
