/** What a place refuses, and that the refusal leaves everything as it was. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';

onEachEngine('a place', (under) => {
  let send: Send;
  before(async () => {
    const { app, signIn } = await startTestApp(under);
    send = clientOf(app, await signIn('ADMIN'));
  });

  const create = async (name: string, parentId?: number) =>
    (await send('POST', '/api/v1/places', { name, ...(parentId === undefined ? {} : { parent_id: parentId }) })).body;
  const names = async () =>
    (await send('GET', '/api/v1/places')).body.items.map(({ name }: { name: string }) => name).sort();

  test('that has been renamed meanwhile says which version it has, and keeps its name', async () => {
    const { id } = await create('Leeds');
    const renamed = await send('PATCH', `/api/v1/places/${id}`, { name: 'York', version: 1 });
    assert.deepEqual([renamed.status, renamed.body.version], [200, 2]);
    const late = await send('PATCH', `/api/v1/places/${id}`, { name: 'Hull', version: 1 });
    assert.equal(outcomeOf(late), '409 version-conflict');
    assert.equal(late.body.detail, "'York' has been changed in the meantime. Read it again and repeat the change.");
    assert.equal(late.body.current_version, 2);
    const both = await Promise.all(
      ['Ripon', 'Selby'].map((name) => send('PATCH', `/api/v1/places/${id}`, { name, version: 2 })),
    );
    assert.deepEqual(both.map(outcomeOf).sort(), ['200', '409 version-conflict']);
    assert.ok(['Ripon', 'Selby'].includes((await names())[0]));
  });

  test('may have a name that is taken elsewhere, and not one that is taken beside it', async () => {
    const [left, right] = [await create('Left'), await create('Right')];
    const area = await create('Rolling', left.id);
    assert.equal((await create('Rolling', right.id)).name, 'Rolling');
    const beside = await create('Cutting', left.id);
    for (const refused of [
      await send('POST', '/api/v1/places', { name: 'rolling', parent_id: left.id }),
      await send('PATCH', `/api/v1/places/${beside.id}`, { name: 'ROLLING' }),
    ]) {
      assert.equal(outcomeOf(refused), '409 name-taken');
      assert.match(refused.body.detail, /^There already is a '(rolling|ROLLING)' in the same place\.$/);
    }
    assert.equal(outcomeOf(await send('DELETE', `/api/v1/places/${left.id}`)), '409 in-use');
    assert.equal(outcomeOf(await send('POST', '/api/v1/places', { name: 'x', parent_id: 999 })), '404 place-not-found');
    const line = await create('Line 1', area.id);
    const inside = await send('POST', '/api/v1/places', { name: 'x', parent_id: line.id });
    assert.equal(outcomeOf(inside), '422 validation-failed');
    assert.match(inside.body.detail, /nothing can be inside a line but machines/);
    assert.ok(!(await names()).includes('x'));
  });
});
