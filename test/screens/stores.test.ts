/** The storekeeper's day: find, book, count and label, at a desk with a scanner that types and on a phone. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { arrive, book, call, newComponent, scan } from './storekeeper.ts';
import { needsBrowser, type Size } from './visitor.ts';

describe('the stores', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  for (const size of ['desk', 'phone'] as const satisfies readonly Size[]) {
    test(`a storekeeper scans, receives, issues and sees it in the movements (${size})`, async () => {
      const visitor = await arrive(factory, 'STOREKEEPER', size);
      const { page } = visitor;
      await page.locator('[data-row]').first().waitFor();
      await visitor.requireAccessible();
      const part = await newComponent(page, `Seal ${size}`);
      await scan(page, part.id);
      await page.getByRole('heading', { name: part.name, level: 1 }).waitFor();
      assert.equal(new URL(page.url()).pathname, `/stores/components/${part.id}`);
      const level = page.locator(`[data-level="${part.locationId}"]`);

      await book(page, 'Receive', '5');
      await page.getByText(`Received: +5 at ${part.location}, 15 there now.`).waitFor();
      await book(page, 'Issue', '3');
      await page.getByText(`Issued: −3 at ${part.location}, 12 there now.`).waitFor();
      await level.getByText('12', { exact: true }).waitFor();
      await visitor.requireAccessible();

      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await page.getByText(`Returned: +3 at ${part.location}, 15 there now.`).waitFor();
      await page.getByRole('link', { name: /^Movement \d+$/ }).click();
      await page.getByRole('heading', { name: 'Movements', level: 1 }).waitFor();
      const rows = page.locator('[data-row]');
      await rows.nth(3).waitFor();
      const kinds = (await rows.allTextContents()).map(
        (text) => /Returned|Issued|Received|Opening stock/.exec(text)?.[0],
      );
      assert.deepEqual(kinds, ['Returned', 'Issued', 'Received', 'Opening stock']);
      await visitor.requireAccessible();
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('more than is there is refused, and the refusal says what is there', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'phone');
    const { page } = visitor;
    const part = await newComponent(page, 'Gasket');
    await page.goto(`/stores/components/${part.id}`);
    await book(page, 'Issue', '11');
    const refusal = page.getByRole('dialog').getByRole('alert');
    assert.match((await refusal.textContent()) ?? '', /11 pcs of 'Gasket' asked for, 10 free/);
    await visitor.requireAccessible();
    await page
      .getByRole('dialog')
      .getByLabel(/^Quantity/)
      .fill('10');
    await page.getByRole('dialog').getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(/Issued: −10 .* 0 there now/).waitFor();
    visitor.requireNoComplaint(/409/);
    await visitor.leave();
  });

  test('what falls below its minimum is on the list of low stock, and another browser sees it without a reload', async () => {
    const keeper = await arrive(factory, 'STOREKEEPER', 'desk');
    const viewer = await arrive(factory, 'VIEWER', 'phone');
    const part = await newComponent(keeper.page, 'Coupling');
    await call(keeper.page, `/api/v1/inventory/components/${part.id}/levels/${part.locationId}`, 'PUT', {
      minimum: 8,
      maximum: 20,
    });
    await viewer.page.goto('/stores/low');
    await viewer.untilLive();
    await viewer.page.getByRole('heading', { name: 'Low stock' }).waitFor();
    assert.equal(await viewer.page.getByRole('link', { name: part.name }).count(), 0);
    await keeper.page.goto(`/stores/components/${part.id}`);
    await book(keeper.page, 'Issue', '4');
    await keeper.page.getByText(/6 there now/).waitFor();
    const row = viewer.page.locator(`[data-row="${part.id} ${part.locationId}"]`);
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /6 pcs.*low.*14/s);
    await viewer.requireAccessible();
    await viewer.page.emulateMedia({ media: 'print' });
    const [red = 255] = await viewer.page
      .getByRole('heading', { level: 1 })
      .evaluate((title) => getComputedStyle(title).color.match(/\d+/g)?.map(Number) ?? []);
    assert.ok(red < 60, 'a dark screen prints dark on white');
    await viewer.page.emulateMedia({ media: 'screen' });
    await viewer.page.goto(`/stores/components/${part.id}`);
    await viewer.page.getByRole('heading', { name: part.name }).waitFor();
    assert.equal(await viewer.page.getByRole('button', { name: 'Issue', exact: true }).count(), 0);
    for (const visitor of [keeper, viewer]) {
      visitor.requireNoComplaint();
      await visitor.leave();
    }
  });

  test('a count by scans outlives a reload, shows what differs, and is booked at once', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    const shelf = await call(page, '/api/v1/inventory/locations', 'POST', { name: 'Counted shelf' });
    const found = await newComponent(page, 'Found elsewhere');
    const body = { component_name: 'Chain link', current_stock: 6, location_id: shelf.id, unit_cost: 3 };
    const chain = await call(page, '/api/v1/inventory/components', 'POST', body);
    await page.getByRole('link', { name: 'Stocktake' }).click();
    await page.getByRole('heading', { name: 'New count' }).waitFor();
    await page.getByLabel('Location').selectOption({ label: 'Counted shelf' });
    await page.getByRole('button', { name: 'Start counting' }).click();
    const line = page.locator(`[data-count="${chain.id}"]`);
    await line.waitFor();
    assert.doesNotMatch(
      (await line.textContent()) ?? '',
      /books/,
      'what should be there is hidden until it is counted',
    );
    await line.getByRole('textbox').fill('5');
    // into the field that has the focus: no key of the code stays in it
    await scan(page, found.id);
    await page.locator(`[data-count="${found.id}"]`).getByText('differs by +1').waitFor();
    assert.equal(await line.getByRole('textbox').inputValue(), '5');
    const search = page.getByLabel('Scan (one piece each), or find in the list');
    await search.fill('t-found elsewhere');
    await search.press('Enter');
    await page.locator(`[data-count="${found.id}"]`).getByText('differs by +2').waitFor();
    assert.equal(await search.inputValue(), '');
    await page.reload();
    await line.getByText('differs by −1').waitFor();
    await visitor.requireAccessible();
    await page.getByRole('button', { name: 'Differences' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.locator('[data-row]').count(), 2);
    await visitor.requireAccessible();
    await dialog.getByRole('button', { name: 'Book the count' }).click();
    await page.getByText('Counted shelf: 2 counts booked.').waitFor();
    const { levels } = await call(page, `/api/v1/inventory/components/${chain.id}`);
    assert.equal(levels[0].on_hand, 5);
    await page.reload();
    await page.getByRole('button', { name: 'Start counting' }).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('labels are chosen by scans and fill a sheet, and every other page of the stores can be read', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'phone');
    const { page } = visitor;
    const part = await newComponent(page, 'Labelled');
    await page.goto('/stores/labels');
    await page.getByRole('heading', { name: 'No label chosen' }).or(page.getByText('No label chosen')).waitFor();
    await scan(page, part.id);
    await page.getByRole('button', { name: `Take ${part.name} away` }).waitFor();
    await page.emulateMedia({ media: 'print' });
    const code = page.locator('[data-printed=sheet]').getByRole('img', { name: `QR code: ${part.name}` });
    await code.waitFor();
    const width = await code.evaluate((drawing) => drawing.getBoundingClientRect().width);
    assert.ok(Math.abs(width - (28 / 25.4) * 96) < 2, `a code is 28 mm wide, and not ${width} px`);
    await page.emulateMedia({ media: 'screen' });
    for (const [path, heading] of [
      ['/stores/value', 'Value of the stock'],
      ['/stores/locations', 'Locations'],
      ['/stores/import', 'Import components'],
      ['/stores/movements', 'Movements'],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'detached' });
      await visitor.requireAccessible();
    }
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a file of components is looked at before it is loaded, and its bad rows are told', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    await page.goto('/stores/import');
    const csv = 'component_name,unit_cost,colour\nFilter cartridge,4.5,red\n,2,blue\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'parts.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('heading', { name: 'What would come of it' }).waitFor();
    await page.getByText('Columns that nobody knows: colour').waitFor();
    assert.equal(await page.locator('[data-row]').count(), 1);
    await visitor.requireAccessible();
    await page.getByRole('button', { name: 'Load 1 row' }).click();
    await page.getByRole('heading', { name: 'Loaded' }).waitFor();
    const { items } = await call(page, '/api/v1/inventory/components/search?text=Filter%20cartridge');
    assert.equal(items.length, 1);
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a technician issues for a ticket, and manages nothing', async () => {
    const keeper = await arrive(factory, 'STOREKEEPER', 'desk');
    const part = await newComponent(keeper.page, 'Nozzle');
    const visitor = await arrive(factory, 'TECHNICIAN', 'phone');
    const { page } = visitor;
    await page.goto(`/stores/components/${part.id}`);
    await page.getByRole('heading', { name: part.name, level: 1 }).waitFor();
    for (const name of ['Receive', 'Transfer', 'Adjust', 'Edit']) {
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    const { items } = await call(page, '/api/v1/tickets/search?status=Open&limit=1');
    const ticket = items[0].id;
    await page.getByRole('button', { name: 'Issue', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('For ticket').fill(String(ticket));
    await dialog.getByRole('button', { name: new RegExp(`^Ticket ${ticket}\\b`) }).click();
    await visitor.requireAccessible();
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(/Issued: −1/).waitFor();
    await page
      .locator('[data-row]')
      .first()
      .getByRole('link', { name: `Ticket ${ticket}` })
      .waitFor();
    for (const each of [keeper, visitor]) {
      each.requireNoComplaint();
      await each.leave();
    }
  });
});
