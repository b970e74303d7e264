import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import type { Role } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { encodeForm, outcomeOf } from '../../support/http-client.ts';
import { pictureForm } from '../../support/pictures.ts';
import { type PlansApp, plans, startPlansApp, weekly } from './plans-app.ts';

const checklist = [
  { kind: 'photo', instruction: 'Guard in place' },
  { kind: 'photo', instruction: 'Anything odd', required: false },
  { kind: 'check', instruction: 'Area clean', required: false },
];

onEachEngine('checklist items that a photo answers', (under) => {
  let app: PlansApp;
  let ticket: number;
  let guard: number;
  let odd: number;
  let clean: number;
  before(async () => {
    app = await startPlansApp(under);
  });
  beforeEach(async () => {
    await app.begin();
    const plan = await app.make({ checklist });
    const { body: run } = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/run`);
    ticket = run.ticket_id;
    [guard, odd, clean] = (await checks()).map(({ id }: { id: number }) => id);
    await app.newEvents();
    await app.newAudit();
  });

  const path = () => `/api/v1/tickets/${ticket}/checklist`;
  const checks = async () => (await app.as.VIEWER('GET', path())).body.items;
  const answer = (item: number, value: unknown) => app.as.TECHNICIAN('PUT', `${path()}/${item}`, { value });
  const view = async () => (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body;

  async function post(url: string, form: FormData, role: Role = 'TECHNICIAN', key?: string) {
    const { headers, payload } = await encodeForm(form);
    return app.as[role]('POST', url, payload, { ...headers, ...(key && { 'idempotency-key': key }) });
  }
  const send = async (item: number, { caption, role, key }: { caption?: string; role?: Role; key?: string } = {}) =>
    post(`${path()}/${item}/photo`, await pictureForm(caption), role, key);
  const added = async (id = ticket) =>
    (await post(`/api/v1/tickets/${id}/images`, await pictureForm(), 'OPERATOR')).body.items[0];

  test('a plan says what has to be photographed, and its ticket asks for it', async () => {
    const [item] = await checks();
    assert.deepEqual(
      [item.kind, item.instruction, item.required, item.value, item.image, item.result],
      ['photo', 'Guard in place', true, null, null, null],
    );
    const limits = { ...weekly, checklist: [{ ...checklist[0], minimum: 1 }] };
    assert.equal(outcomeOf(await app.as.SUPERVISOR('POST', plans, limits)), '422 validation-failed');
    const many = { ...weekly, checklist: Array.from({ length: 21 }, () => checklist[0]) };
    const refused = await app.as.SUPERVISOR('POST', plans, many);
    assert.equal(outcomeOf(refused), '422 validation-failed');
    assert.match(refused.body.detail, /at most 20 items of the kind photo/);
  });

  test('one request with a photo adds it to the ticket and answers the item: shown, told, and by a link that opens', async () => {
    const sent = await send(guard);
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    const { image } = sent.body;
    assert.deepEqual(
      [sent.body.value, sent.body.result, sent.body.answered_by, image.caption, image.width],
      [image.id, 'passed', 'Test TECHNICIAN', 'Guard in place', 16],
    );
    const shown = await app.app.inject({ url: `/${image.image_url}` });
    assert.deepEqual([shown.statusCode, shown.headers['content-type']], [200, 'image/png']);
    assert.deepEqual((await checks())[0], sent.body);
    const { version, images } = await view();
    assert.deepEqual([version, images.map(({ id }: { id: number }) => id)], [1, [image.id]]);
    const events = await app.newEvents();
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.check_id ?? data.image_id, data.kind]),
      [
        ['ticket.image-added', image.id, undefined],
        ['ticket.checklist-answered', guard, 'photo'],
      ],
    );
    assert.deepEqual([events[1]?.data.value, events[1]?.data.result], [image.id, 'passed']);
    const [, entry] = await app.newAudit();
    const { check: told } = (entry as NonNullable<typeof entry>).after as { check: { kind: string; value: number } };
    assert.deepEqual([entry?.action, told.kind, told.value], ['ticket.checklist-answered', 'photo', image.id]);
    const { items } = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/history`)).body;
    assert.deepEqual(
      items.slice(0, 2).map(({ verb }: { verb: string }) => verb),
      ['checklist-answered', 'image-added'],
    );
    assert.equal((await send(odd, { caption: 'Crack on the left' })).body.image.caption, 'Crack on the left');
  });

  test('a picture that the ticket has already answers by its number, several items too, until the answer is taken back', async () => {
    const { id } = await added();
    for (const item of [guard, odd]) {
      const { status, body } = await answer(item, id);
      assert.deepEqual([status, body.value, body.image.id, body.result], [200, id, id, 'passed']);
    }
    const back = await answer(guard, null);
    assert.deepEqual([back.body.value, back.body.image, back.body.result], [null, null, null]);
    assert.equal((await view()).images.length, 1, 'it stays on the ticket');
  });

  test('another ticket’s picture, an unknown or removed one, and what is no number of a picture are refused', async () => {
    const foreign = await added((await app.open()).id);
    const removed = await added();
    await app.as.OPERATOR('DELETE', `/api/v1/tickets/${ticket}/images/${removed.id}`);
    for (const id of [foreign.id, removed.id, 999_999]) {
      const refused = await answer(guard, id);
      assert.equal(outcomeOf(refused), '404 image-not-found');
      assert.match(refused.body.detail, new RegExp(`Ticket ${ticket} has no picture ${id}`));
    }
    for (const value of [true, '5', 1.5, 0, -1]) {
      const refused = await answer(guard, value);
      assert.equal(outcomeOf(refused), '422 validation-failed', String(value));
      assert.match(refused.body.detail, /the number of a picture of this ticket/);
    }
    assert.equal((await checks())[0].value, null);
  });

  test('a photo that is refused changes nothing: another kind of item, none there, two files, no right, a done ticket', async () => {
    const two = await pictureForm();
    two.append('file', new Blob(['second']), 'x.png');
    const pictures = (await view()).images.length;
    const wrongKind = await send(clean);
    assert.equal(outcomeOf(wrongKind), '422 validation-failed');
    assert.match(wrongKind.body.detail, /takes true or false, not a picture/);
    assert.equal(outcomeOf(await send(999_999)), '404 check-not-found');
    assert.equal(
      outcomeOf(await post(`/api/v1/tickets/999999/checklist/${guard}/photo`, await pictureForm())),
      '404 ticket-not-found',
    );
    assert.equal(outcomeOf(await post(`${path()}/${guard}/photo`, two)), '413 body-too-large');
    assert.equal(outcomeOf(await post(`${path()}/${guard}/photo`, new FormData())), '422 upload-invalid');
    assert.equal(
      outcomeOf(await app.as.TECHNICIAN('POST', `${path()}/${guard}/photo`, { value: 1 })),
      '422 upload-invalid',
    );
    assert.equal(outcomeOf(await send(guard, { role: 'OPERATOR' })), '403 forbidden');
    assert.equal((await view()).images.length, pictures);
    await send(guard);
    assert.equal((await app.resolve(ticket)).status, 200);
    assert.equal(outcomeOf(await send(guard)), '409 ticket-move-refused');
    assert.equal((await view()).images.length, pictures + 1);
  });

  test('a required photo holds back resolving, by the new path and by the old one', async () => {
    const old = () => app.as.TECHNICIAN('PUT', `/api/v1/tickets/${ticket}?status=Resolved`);
    const refused = await app.resolve(ticket);
    assert.equal(outcomeOf(refused), '409 checklist-incomplete');
    assert.deepEqual(refused.body.missing, [{ check_id: guard, instruction: 'Guard in place' }]);
    assert.equal(outcomeOf(await old()), '409 checklist-incomplete');
    await send(guard);
    assert.equal((await old()).status, 200);
  });

  test('a photo that is sent again with its key answers as the first did, also when the ticket is done meanwhile', async () => {
    const first = await send(guard, { key: 'photo-1' });
    const again = await send(guard, { key: 'photo-1' });
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal((await app.resolve(ticket)).status, 200);
    const late = await send(guard, { key: 'photo-1' });
    assert.deepEqual([late.status, late.body], [201, first.body]);
    assert.equal(outcomeOf(await send(odd, { key: 'photo-1' })), '422 idempotency-key-reused');
    assert.equal((await view()).images.length, 1);
  });

  test('a picture that answers an item is not removed, not by planners either, until the item is answered otherwise', async () => {
    const { image } = (await send(guard)).body;
    const remove = (role: Role = 'TECHNICIAN') =>
      app.as[role]('DELETE', `/api/v1/tickets/${ticket}/images/${image.id}`);
    const refused = await remove();
    assert.equal(outcomeOf(refused), '409 in-use');
    assert.match(refused.body.detail, new RegExp(`answers checklist item ${guard}, 'Guard in place'`));
    assert.equal(refused.body.check_id, guard);
    await app.resolve(ticket);
    assert.equal(outcomeOf(await remove('ADMIN')), '409 in-use');
    assert.equal((await app.app.inject({ url: `/${image.image_url}` })).statusCode, 200, 'nothing is gone');
    await app.move(ticket, 'reopen', { reason: 'Blurred' });
    const better = (await send(guard)).body.image;
    assert.notEqual(better.id, image.id);
    assert.equal((await remove()).status, 204);
    assert.equal((await checks())[0].image.id, better.id);
  });

  test('a picture that is removed while it becomes an answer does one or the other', async () => {
    for (let round = 0; round < 4; round++) {
      const { id } = await added();
      const [removed, answered] = await Promise.all([
        app.as.OPERATOR('DELETE', `/api/v1/tickets/${ticket}/images/${id}`),
        answer(odd, id),
      ]);
      const outcomes = [removed, answered].map(outcomeOf).join(', ');
      assert.ok(['204, 404 image-not-found', '409 in-use, 200'].includes(outcomes), outcomes);
      await answer(odd, null);
    }
  });

  test('an answer that was remembered is not given with links that have turned', async () => {
    await send(guard);
    const first = await app.as.VIEWER('GET', path());
    app.clock.advance(12 * HOUR_MS);
    const later = await app.as.VIEWER('GET', path(), undefined, { 'if-none-match': String(first.headers['etag']) });
    assert.equal(later.status, 200);
    assert.notEqual(later.body.items[0].image.image_url, first.body.items[0].image.image_url);
  });
});
