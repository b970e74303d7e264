/** The camera finds the part whose label is held before it, in a browser that reads no codes by itself; or it is said why not. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { newFolder } from '../support/milldash-process.ts';
import { launchChromium } from './chromium.ts';
import { type Factory, openFactory } from './factory.ts';
import { arrive, newComponent } from './storekeeper.ts';
import { needsBrowser, type Visitor, visit } from './visitor.ts';

const [width, height] = [640, 480] as const;
const fakeCamera = '--use-fake-device-for-media-stream';
const allowed = '--use-fake-ui-for-media-stream';

/** A film of one still picture, as Chromium takes it for a camera (YUV4MPEG2, 4:2:0). */
async function filmOf(svg: string): Promise<Buffer> {
  const code = await sharp(Buffer.from(svg))
    .resize(260, 260)
    // nobody holds a label straight
    .rotate(12, { background: '#ddd' })
    .toBuffer();
  const { data } = await sharp({ create: { width, height, channels: 3, background: '#ddd' } })
    .composite([{ input: code }])
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.equal(data.length, width * height);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), data, Buffer.alloc((width * height) / 2, 128)]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, frame, frame]);
}

async function filmLabel(page: Page, name: string): Promise<string> {
  const drawing = page.getByRole('img', { name: `QR code: ${name}` }).first();
  const svg = await drawing.evaluate((element) => new XMLSerializer().serializeToString(element));
  const file = join(newFolder(), 'label.y4m');
  await writeFile(file, await filmOf(svg));
  return file;
}

describe('the camera', needsBrowser, () => {
  let factory: Factory;
  const opened: Browser[] = [];
  before(async () => {
    factory = await openFactory();
  });
  after(() => Promise.all(opened.map((browser) => browser.close())));

  async function arriveWith(args: readonly string[], path: string): Promise<Visitor> {
    const browser = await launchChromium(args);
    opened.push(browser);
    const visitor = await visit(factory, { browser, size: 'phone' });
    await visitor.page.goto(path);
    await visitor.signIn('STOREKEEPER');
    await visitor.untilLive();
    return visitor;
  }

  test('a label held before it opens its component, and counts one piece in a stocktake', async () => {
    const keeper = await arrive(factory, 'STOREKEEPER', 'desk');
    const part = await newComponent(keeper.page, 'Filmed');
    await keeper.page.goto(`/stores/components/${part.id}`);
    const film = await filmLabel(keeper.page, part.name);
    const visitor = await arriveWith([fakeCamera, allowed, `--use-file-for-fake-video-capture=${film}`], '/stores');
    const { page } = visitor;
    assert.equal(await page.evaluate(() => 'BarcodeDetector' in globalThis), false, 'this browser reads no codes');
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.getByRole('heading', { name: part.name, level: 1 }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.goto('/stores/stocktake');
    await page.getByLabel('Location').selectOption(String(part.locationId));
    await page.getByRole('button', { name: 'Start counting' }).click();
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.locator(`[data-count="${part.id}"]`).getByText('differs by −9').waitFor();
    for (const each of [keeper, visitor]) {
      each.requireNoComplaint();
      await each.leave();
    }
  });

  test('a label of something else is told, and the camera goes on', async () => {
    const keeper = await arrive(factory, 'STOREKEEPER', 'desk');
    const part = await newComponent(keeper.page, 'No machine');
    await keeper.page.goto(`/stores/components/${part.id}`);
    const film = await filmLabel(keeper.page, part.name);
    const visitor = await arriveWith(
      [fakeCamera, allowed, `--use-file-for-fake-video-capture=${film}`],
      '/tickets/new',
    );
    const { page } = visitor;
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.getByRole('status').getByText('This code is something else.').waitFor();
    await visitor.requireAccessible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    for (const each of [keeper, visitor]) {
      each.requireNoComplaint();
      await each.leave();
    }
  });

  for (const [why, args, told] of [
    ['is not allowed', [fakeCamera, `${allowed}=deny`], 'The camera is not allowed here.'],
    ['is not there', [allowed], 'This device has no camera.'],
  ] as const) {
    test(`a camera that ${why} is told, with what to do instead`, async () => {
      const visitor = await arriveWith(args, '/stores');
      const { page } = visitor;
      await page.getByRole('button', { name: 'Scan', exact: true }).click();
      const alert = page.getByRole('dialog').getByRole('alert');
      assert.ok(((await alert.textContent()) ?? '').startsWith(told), (await alert.textContent()) ?? '');
      await visitor.requireAccessible();
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }
});
