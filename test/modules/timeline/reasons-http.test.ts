import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { resolveReasonsWithin } from '../../../src/modules/timeline/reasons/reasons.resolve.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

const loader = systemActor('load');

onEachEngine('the reason catalogue over HTTP', (under) => {
  async function open(texts: string[] = ['Coil Change', 'coil chnge', 'Break']) {
    const started = await startTestApp(under);
    const { services } = started;
    const load = (more: string[]) => services.store.transact(loader, (tx) => resolveReasonsWithin(tx, more));
    const aliasIds = await load(texts);
    const send = clientOf(started.app, await started.signIn('SUPERVISOR'));
    const list = async () => (await send('GET', '/api/v1/reasons')).body.items as { id: number; name: string }[];
    const idOf = async (name: string) => (await list()).find((reason) => reason.name === name)?.id ?? 0;
    const outbox = services.store.access<OutboxTables>();
    return {
      ...started,
      load,
      aliasIds,
      send,
      idOf,
      names: async () => (await list()).map(({ name }) => name),
      events: async () =>
        (
          await outbox
            .selectFrom('events')
            .select('type')
            .where('type', 'like', '%.reason.%')
            .orderBy('sequence')
            .execute()
        )
          .map(({ type }) => type.split('.').at(-1))
          .slice(texts.length),
      audit: () =>
        outbox
          .selectFrom('audit_entries')
          .selectAll()
          .where('actor_kind', '=', 'user')
          .where('entity_type', '=', 'reason')
          .orderBy('id')
          .execute(),
    };
  }

  test('reasons are listed by name with their texts, filtered and paged', async () => {
    const { send, names, idOf } = await open();
    assert.deepEqual(await names(), ['Break', 'Coil Change', 'coil chnge']);
    const first = (await send('GET', '/api/v1/reasons?limit=2')).body;
    assert.deepEqual(
      first.items[0].aliases.map(({ text }: { text: string }) => text),
      ['Break'],
    );
    const next = (await send('GET', `/api/v1/reasons?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual(
      next.items.map(({ name }: { name: string }) => name),
      ['coil chnge'],
    );
    assert.equal(next.next_cursor, null);
    assert.equal((await send('GET', '/api/v1/reasons?text=COIL')).body.items.length, 2);
    assert.equal((await send('GET', '/api/v1/reasons?group=micro')).body.items.length, 0);
    const one = (await send('GET', `/api/v1/reasons/${await idOf('Break')}`)).body;
    assert.equal(one.group, 'other');
    assert.equal(one.named_by_person, false);
    assert.equal(outcomeOf(await send('GET', '/api/v1/reasons/99')), '404 reason-not-found');
    assert.equal(outcomeOf(await send('GET', '/api/v1/reasons?cursor=x')), '422 cursor-invalid');
  });

  test('a name that a person gives stays, whatever texts come in', async () => {
    const { send, idOf, names, load, events, audit } = await open();
    const url = `/api/v1/reasons/${await idOf('coil chnge')}`;
    const changed = await send('PATCH', url, { name: ' Coil  trouble ', group: 'maintenance' }, { 'if-match': '"1"' });
    assert.equal(changed.body.name, 'Coil trouble');
    assert.equal(changed.body.version, 2);
    await load(['COIL CHNGE', 'Coil Trouble']);
    assert.deepEqual(await names(), ['Break', 'Coil Change', 'Coil trouble']);
    assert.equal((await send('GET', url)).body.aliases.length, 2, 'a text that is its name belongs to it');
    assert.deepEqual(await events(), ['changed']);
    const [entry] = await audit();
    assert.deepEqual(JSON.parse(entry?.before ?? ''), { name: 'coil chnge', group: 'other' });
    assert.deepEqual(JSON.parse(entry?.after ?? ''), { name: 'Coil trouble', group: 'maintenance' });
    assert.equal(
      (await send('PATCH', url, { name: 'Coil trouble' })).body.version,
      2,
      'what is so already is no change',
    );
  });

  test('changes are refused for a taken or empty name, an older version, an unknown group or reason', async () => {
    const { send, idOf, events } = await open();
    const url = `/api/v1/reasons/${await idOf('coil chnge')}`;
    assert.equal(outcomeOf(await send('PATCH', url, { name: 'COIL change' })), '409 name-taken');
    assert.equal(outcomeOf(await send('PATCH', url, { name: ' nan ' })), '422 validation-failed');
    assert.equal(outcomeOf(await send('PATCH', url, { group: 'odd' })), '422 validation-failed');
    assert.equal(outcomeOf(await send('PATCH', url, { name: 'x', version: 9 })), '409 version-conflict');
    assert.equal(outcomeOf(await send('PATCH', '/api/v1/reasons/99', { name: 'x' })), '404 reason-not-found');
    assert.deepEqual(await events(), []);
  });

  test('a merged reason goes, its texts mean the other one, and later texts follow', async () => {
    const { send, idOf, names, load, aliasIds, services, events, audit } = await open();
    const from = await idOf('coil chnge');
    const into = await idOf('Coil Change');
    const merged = await send('POST', `/api/v1/reasons/${from}/merge`, { into });
    assert.equal(merged.status, 200);
    assert.deepEqual(
      merged.body.aliases.map(({ text }: { text: string }) => text),
      ['Coil Change', 'coil chnge'],
    );
    assert.deepEqual(await names(), ['Break', 'Coil Change']);
    assert.equal((await load(['Coil Chnge'])).get('Coil Chnge'), aliasIds.get('coil chnge'));
    assert.deepEqual(await names(), ['Break', 'Coil Change'], 'a text of a merged reason makes no new one');
    const meaning = await services.timeline.reasonsByAlias();
    assert.equal(meaning.get(aliasIds.get('coil chnge') ?? 0)?.name, 'Coil Change');
    assert.deepEqual(await events(), ['changed', 'removed']);
    assert.deepEqual(
      (await audit()).map(({ action }) => action),
      ['reason.merged', 'reason.removed'],
    );
    assert.equal(outcomeOf(await send('POST', `/api/v1/reasons/${from}/merge`, { into })), '404 reason-not-found');
    assert.equal(outcomeOf(await send('POST', `/api/v1/reasons/${into}/merge`, { into })), '422 validation-failed');
    assert.equal(outcomeOf(await send('POST', `/api/v1/reasons/${into}/merge`, { into: 99 })), '404 reason-not-found');
  });

  test('a text is moved to another reason and split off again', async () => {
    const { send, idOf, names, aliasIds } = await open();
    const aliasId = aliasIds.get('coil chnge');
    const into = await idOf('Coil Change');
    const moved = await send('POST', `/api/v1/reason-aliases/${aliasId}/move`, { reason_id: into });
    assert.equal(moved.body.aliases.length, 2);
    assert.deepEqual(await names(), ['Break', 'Coil Change'], 'an unnamed reason goes with its last text');
    const again = await send('POST', `/api/v1/reason-aliases/${aliasId}/move`, { reason_id: into });
    assert.equal(again.body.version, moved.body.version, 'a repeat changes nothing');
    const split = await send('POST', `/api/v1/reason-aliases/${aliasId}/split`, { name: 'Coil jam' });
    assert.equal(split.status, 201);
    assert.deepEqual(await names(), ['Break', 'Coil Change', 'Coil jam']);
    const taken = await send('POST', `/api/v1/reason-aliases/${aliasIds.get('Break')}/split`, { name: 'coil JAM' });
    assert.equal(outcomeOf(taken), '409 name-taken');
    assert.equal(
      outcomeOf(await send('POST', '/api/v1/reason-aliases/99/move', { reason_id: into })),
      '404 reason-not-found',
    );
    assert.equal(outcomeOf(await send('POST', '/api/v1/reason-aliases/99/split')), '404 reason-not-found');
    assert.equal(
      outcomeOf(await send('POST', `/api/v1/reason-aliases/${aliasId}/move`, { reason_id: 99 })),
      '404 reason-not-found',
    );
  });

  test('two who merge the same reasons into each other at once leave one of them', async () => {
    const { send, idOf, names } = await open();
    const [a, b] = [await idOf('coil chnge'), await idOf('Coil Change')];
    const outcomes = await Promise.all([
      send('POST', `/api/v1/reasons/${a}/merge`, { into: b }),
      send('POST', `/api/v1/reasons/${b}/merge`, { into: a }),
    ]);
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['200', '404 reason-not-found']);
    assert.equal((await names()).length, 2);
  });

  test('a load that meets a text while its reason is merged away loses neither', async () => {
    const { send, idOf, load, services } = await open();
    const [a, b] = [await idOf('coil chnge'), await idOf('Coil Change')];
    const [merged, ids] = await Promise.all([
      send('POST', `/api/v1/reasons/${a}/merge`, { into: b }),
      load(['coil chnge', 'Coil Chnge', 'New one']),
    ]);
    assert.equal(merged.status, 200);
    const meaning = await services.timeline.reasonsByAlias();
    assert.equal(meaning.get(ids.get('coil chnge') ?? 0)?.id, b);
    assert.equal(meaning.get(ids.get('New one') ?? 0)?.name, 'New one');
  });

  test('everybody reads the catalogue, planners change it', async () => {
    const { app, signIn, idOf } = await open();
    const asOperator = clientOf(app, await signIn('OPERATOR'));
    const id = await idOf('Break');
    assert.equal((await asOperator('GET', '/api/v1/reasons')).status, 200);
    assert.equal((await clientOf(app, {})('GET', '/api/v1/reasons')).status, 401);
    assert.equal(outcomeOf(await asOperator('PATCH', `/api/v1/reasons/${id}`, { name: 'x' })), '403 forbidden');
    assert.equal(outcomeOf(await asOperator('POST', `/api/v1/reasons/${id}/merge`, { into: 1 })), '403 forbidden');
    assert.equal(
      outcomeOf(await asOperator('POST', '/api/v1/reason-aliases/1/move', { reason_id: 1 })),
      '403 forbidden',
    );
    assert.equal(outcomeOf(await asOperator('POST', '/api/v1/reason-aliases/1/split')), '403 forbidden');
  });
});
