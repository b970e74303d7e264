/** The storekeeper's bad day: no network, somebody else at the same shelf, and things typed wrongly. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { arrive, book, call, newComponent, scan } from './storekeeper.ts';
import { needsBrowser } from './visitor.ts';

/** What a browser says of requests that got no answer. */
const unanswered = /ERR_FAILED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/;

describe('the stores on a bad day', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  test('a booking whose answer is lost is told at once, and pressed again is booked once, where it was first', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'phone');
    const { page } = visitor;
    const part = await newComponent(page, 'Lost answer');
    const shelf = await call(page, '/api/v1/inventory/locations', 'POST', { name: 'Second shelf' });
    await call(page, `/api/v1/inventory/components/${part.id}/receive`, 'POST', {
      location_id: shelf.id,
      quantity: 9,
    });
    await page.goto(`/stores/components/${part.id}`);
    await visitor.untilLive();
    await page.route('**/issue', async (route) => {
      await route.fetch();
      await route.abort();
      await visitor.context.setOffline(true);
    });
    await book(page, 'Issue', '3');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await page.unroute('**/issue');
    await visitor.context.setOffline(false);
    // now most of it is at the second shelf
    await page.locator(`[data-level="${part.locationId}"]`).getByText('7', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(`Issued: −3 at ${part.location}, 7 there now.`).waitFor();
    const { current_stock: stock } = await call(page, `/api/v1/inventory/components/${part.id}`);
    assert.equal(stock, 16);
    visitor.requireNoComplaint(unanswered);
    await visitor.leave();
  });

  test('a ticket that is typed and not chosen is not forgotten', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    const part = await newComponent(page, 'For a ticket');
    const { items } = await call(page, '/api/v1/tickets/search?status=Open&limit=1');
    const [{ id: ticket }] = items;
    await page.goto(`/stores/components/${part.id}`);
    await page.getByRole('button', { name: 'Issue', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('For ticket');
    await field.fill(String(ticket));
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    assert.match(
      await field.evaluate((input: HTMLInputElement) => input.validationMessage),
      /Choose a ticket from the list below/,
    );
    await dialog.getByRole('button', { name: new RegExp(`^Ticket ${ticket}\\b`) }).waitFor();
    await field.press('Enter');
    await dialog.getByRole('button', { name: 'Another ticket' }).waitFor();
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(/Issued: −1/).waitFor();
    const movements = await call(page, `/api/v1/inventory/movements?component_id=${part.id}&kind=issue`);
    assert.deepEqual(
      movements.items.map(({ ticket_id: id }: { ticket_id: number }) => id),
      [ticket],
    );
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('numbers are read by the signs of the language, and what is none is told instead of dropped', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'phone', 'de-DE');
    const { page } = visitor;
    const part = await newComponent(page, 'Teure Spindel');
    await page.goto(`/stores/components/${part.id}`);
    await page.getByRole('button', { name: 'Bearbeiten' }).click();
    const dialog = page.getByRole('dialog');
    const cost = dialog.getByLabel('Stückkosten');
    await cost.fill('12,40 Euro');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await dialog.getByText('Eine Zahl, zum Beispiel 12,40').waitFor();
    assert.ok(await cost.evaluate((input) => input === document.activeElement));
    await visitor.requireAccessible();
    await cost.fill('1.234,50');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await call(page, `/api/v1/inventory/components/${part.id}`)).unit_cost, 1234.5);
    await page.getByRole('button', { name: 'Bearbeiten' }).click();
    assert.equal(await cost.inputValue(), '1234,5');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^Minimum und Maximum/ }).click();
    await dialog.getByLabel('Minimum').fill('1,5');
    await dialog.getByLabel('Maximum').fill('3');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await dialog.getByText('Eine ganze Zahl, nur aus Ziffern').waitFor();
    await dialog.getByLabel('Minimum').fill('4');
    await dialog.getByText('Mindestens so viel wie das Minimum').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Zugang', exact: true }).click();
    await dialog.getByLabel(/^Menge/).fill('1,5');
    await dialog.getByText('Eine ganze Zahl von 1 bis 1.000.000, nur aus Ziffern').waitFor();
    await dialog.getByLabel(/^Menge/).fill('12000');
    await dialog.getByLabel('Stückkosten').fill('ca. 3');
    await dialog.getByRole('button', { name: 'Zugang', exact: true }).click();
    await dialog.getByText('Eine Zahl, zum Beispiel 12,40').waitFor();
    await dialog.getByLabel('Stückkosten').fill('3,10');
    await dialog.getByRole('button', { name: 'Zugang', exact: true }).click();
    await page.getByText(`Zugang: +12.000 in ${part.location}, dort jetzt 12.010.`).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('the machines of the stores and those of a report are the same list', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    const part = await newComponent(page, 'Of a machine');
    await page.goto(`/stores/components/${part.id}`);
    await visitor.untilLive();
    const choice = page.getByLabel('Add a machine');
    await choice.locator('option').nth(1).waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Maintenance', exact: true }).first().click();
    await page.getByRole('link', { name: 'New ticket' }).first().click();
    await page.getByRole('button', { name: /Mill/ }).first().waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a row that is pressed while what was typed still waits to be looked for is opened', async () => {
    const visitor = await arrive(factory, 'VIEWER', 'desk');
    const { page } = visitor;
    const row = page.locator('[data-row] a').first();
    await row.waitFor();
    const name = (await row.textContent()) ?? '';
    // the page that it leads to is fetched for longer than a search waits
    await page.route('**/assets/*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.getByLabel('Name, stock code or scan').fill(name);
    await row.evaluate((link: HTMLElement) => link.click());
    await page.getByRole('heading', { level: 1, name }).waitFor();
    assert.match(new URL(page.url()).pathname, /^\/stores\/components\/\d+$/);
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('without a network a search says so, and takes nothing that was found before for its answer', async () => {
    const visitor = await arrive(factory, 'VIEWER', 'phone');
    const { page } = visitor;
    const row = page.locator('[data-row]').first();
    await row.waitFor();
    await visitor.context.setOffline(true);
    await page.getByLabel('Name, stock code or scan').fill('nothing is called so');
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    assert.equal(await row.count(), 0);
    await visitor.context.setOffline(false);
    await page.getByText('No component matches').waitFor();
    visitor.requireNoComplaint(unanswered);
    await visitor.leave();
  });

  test('Enter in the search keeps what it is narrowed by, and a scan into it is no search', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    const part = await newComponent(page, 'Scanned over words');
    await page.goto(`/stores?location=${part.locationId}`);
    const search = page.getByLabel('Name, stock code or scan');
    await search.fill('no such thing');
    await search.press('Enter');
    await page.getByText('No component matches').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('location'), String(part.locationId));
    await search.press('End');
    await scan(page, part.id);
    await page.getByRole('heading', { name: part.name, level: 1 }).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a count goes on without a network, is the same in every tab, and tells what was moved after it', async () => {
    const visitor = await arrive(factory, 'STOREKEEPER', 'desk');
    const { page } = visitor;
    const shelf = await call(page, '/api/v1/inventory/locations', 'POST', { name: 'Busy shelf' });
    const made: number[] = [];
    for (const name of ['Busy bolt', 'Busy nut']) {
      const body = { component_name: name, stock_code: name.slice(5), current_stock: 6, location_id: shelf.id };
      made.push((await call(page, '/api/v1/inventory/components', 'POST', body)).id);
    }
    const [bolt = 0, nut = 0] = made;
    await page.goto('/stores/stocktake');
    await page.getByLabel('Location').selectOption({ label: 'Busy shelf' });
    await page.getByRole('button', { name: 'Start counting' }).click();
    const line = (id: number) => page.locator(`[data-count="${id}"]`);
    await page.getByLabel('Only what is not counted yet').check();
    // typed digit by digit: the first one does not take it out of the list
    await line(bolt).getByRole('textbox').pressSequentially('15');
    assert.equal(await line(bolt).getByRole('textbox').inputValue(), '15');
    await page.getByLabel('Only what is not counted yet').uncheck();

    await visitor.context.setOffline(true);
    await page.getByLabel('Scan (one piece each), or find in the list').fill('NUT');
    await page.keyboard.press('Enter');
    await line(nut).getByText('differs by −5').waitFor();
    await page.getByLabel('Scan (one piece each), or find in the list').fill('unknown');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The server cannot be reached.').waitFor();
    await page.getByLabel('Scan (one piece each), or find in the list').fill('');
    await visitor.context.setOffline(false);
    await visitor.untilLive();

    const other = await visitor.context.newPage();
    await other.goto('/stores/stocktake');
    await other.locator(`[data-count="${nut}"]`).getByRole('textbox').fill('6');
    await line(nut).getByText('agrees').waitFor();

    const issue = { location_id: shelf.id, quantity: 2 };
    await call(other, `/api/v1/inventory/components/${nut}/issue`, 'POST', issue);
    await line(nut).getByText('Books when it was counted: 6, now 4.').waitFor();
    await visitor.requireAccessible();
    await page.getByRole('button', { name: 'Differences' }).click();
    await page.getByRole('dialog').getByText('Something was booked after it was counted: Busy nut.').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await line(nut).getByRole('button', { name: 'Count stands: Busy nut' }).click();
    await line(nut).getByText('Books when it was counted').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Discard count' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard count' }).click();
    await other.getByRole('button', { name: 'Start counting' }).waitFor();
    visitor.requireNoComplaint(unanswered);
    await visitor.leave();
  });

  test('an unknown code and a label of nothing are told, and no sheet is printed without it', async () => {
    const visitor = await arrive(factory, 'VIEWER', 'phone');
    const { page } = visitor;
    await page.goto('/stores/labels?components=%5B1%2C999999%5D');
    await page.getByRole('alert').filter({ hasText: 'There is no component with the number 999999.' }).waitFor();
    const print = page.getByRole('button', { name: 'Print', exact: true });
    assert.ok(await print.isDisabled());
    await page.getByRole('button', { name: 'Take component 999999 away' }).click();
    await print.and(page.locator(':enabled')).waitFor();
    await page.getByRole('heading', { name: 'Sheets of labels' }).click();
    await page.keyboard.type('no such code');
    await page.keyboard.press('Enter');
    await page.getByText('No component has the code no such code.').waitFor();
    const edge = await page.getByRole('navigation', { name: 'Pages of the stores' }).getByText('Labels').boundingBox();
    assert.ok(edge !== null && edge.x + edge.width <= 390, 'the way that one is on can be seen');
    visitor.requireNoComplaint(/404/);
    await visitor.leave();
  });
});
