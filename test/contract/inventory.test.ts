/** Contract §1.6: the old front end's list of components, and the create that programs of its time send. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { serveMilldash } from '../support/serving.ts';
import { type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

const path = '/api/v1/inventory/components';

onEachEngine('the stock of the old front end', (under) => {
  let page: OldFrontEnd;
  before(async () => {
    const serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    page = openOldFrontEnd(serving.url);
    await page.signIn();
  });

  test('is an empty array before there is any', async () => {
    assert.deepEqual((await page.get(path)).body, []);
  });

  test('takes the body that demanded an id, in both forms of the address, and gives the number out itself', async () => {
    const made = await page.send('POST', path, {
      id: 900,
      component_name: 'Roller bearing',
      stock_code: 'RB-1',
      current_stock: 12,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual(
      [typeof made.body.id, made.body.component_name, made.body.stock_code, made.body.current_stock],
      ['number', 'Roller bearing', 'RB-1', 12],
    );
    assert.notEqual(made.body.id, 900);
    const without = await page.send('POST', `${path}/`, { component_name: 'Guide strip', current_stock: 3 });
    assert.equal(without.status, 201, JSON.stringify(without.body));
    const twice = await page.send('POST', path, { id: 901, component_name: 'roller bearing' });
    assert.deepEqual([twice.status, twice.body.code], [409, 'name-taken']);
  });

  test('is a bare array of exactly what its forms read, by name', async () => {
    const { status, body } = await page.get(path);
    assert.equal(status, 200);
    assert.deepEqual(
      body.map(({ id, ...component }: { id: number }) => [typeof id, component]),
      [
        ['number', { component_name: 'Guide strip', stock_code: null, current_stock: 3 }],
        ['number', { component_name: 'Roller bearing', stock_code: 'RB-1', current_stock: 12 }],
      ],
    );
    assert.deepEqual((await page.get(`${path}/`)).body, body);
  });

  test('is paged by skip and limit, within bounds, and unknown parameters are ignored', async () => {
    const names = async (query: string) => {
      const { status, body } = await page.get(path, query);
      return status === 200 ? body.map((component: any) => component.component_name) : [status, body.code];
    };
    assert.deepEqual(await names('?skip=0&limit=100&status=all'), ['Guide strip', 'Roller bearing']);
    assert.deepEqual(await names('?skip=1&limit=1'), ['Roller bearing']);
    assert.deepEqual(await names('?skip=2'), []);
    assert.deepEqual(await names('?skip=-1'), [422, 'validation-failed']);
    assert.deepEqual(await names('?limit=10001'), [422, 'validation-failed']);
  });

  test('shows what has been taken at once, and not what is out of use', async () => {
    const [strip] = (await page.get(path)).body;
    assert.equal((await page.send('POST', `${path}/${strip.id}/issue`, { quantity: 1 })).status, 200);
    assert.equal((await page.get(path)).body[0].current_stock, 2);
    const refused = await page.send('POST', `${path}/${strip.id}/issue`, { quantity: 3 });
    assert.match(refused.body.detail, /^Not enough components in stock/);
    await page.send('POST', `${path}/${strip.id}/retire`);
    assert.deepEqual(
      (await page.get(path)).body.map((component: any) => component.component_name),
      ['Roller bearing'],
    );
  });
});
