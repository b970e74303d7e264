import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { before, beforeEach, test } from 'node:test';
import sharp from 'sharp';
import { type Role, systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import type { ImagesTables } from '../../../src/modules/images/tables.ts';
import { createMaintenance } from '../../../src/modules/maintenance/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, outcomeOf } from '../../support/http-client.ts';
import { phonePhoto, pixelFlood, plain, polyglot } from '../../support/pictures.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

type Part = readonly [content: Buffer | string, caption?: string, name?: string];

onEachEngine('pictures on tickets', (under) => {
  let app: MaintenanceApp;
  let address: string;
  let photo: Buffer;
  let ticket: number;
  const credentials = new Map<Role, { authorization: string }>();

  before(async () => {
    app = await startMaintenanceApp(under);
    address = await app.app.listen({ port: 0, host: '127.0.0.1' });
    for (const role of ['OPERATOR', 'TECHNICIAN', 'SUPERVISOR', 'VIEWER'] as const) {
      credentials.set(role, await app.signIn(role));
    }
    photo = await phonePhoto();
  });
  beforeEach(async () => {
    ticket = (await app.open()).id;
    await app.newEvents();
    await app.newAudit();
  });

  const pathOf = (id: number) => `/api/v1/tickets/${id}/images`;
  const headersOf = (role: Role, key?: string) => ({
    ...credentials.get(role),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  });

  async function post(path: string, form: FormData, role: Role = 'OPERATOR', key?: string): Promise<Answer> {
    const response = await fetch(address + path, { method: 'POST', body: form, headers: headersOf(role, key) });
    return { status: response.status, body: await response.json(), headers: Object.fromEntries(response.headers) };
  }

  function formOf(parts: readonly Part[]): FormData {
    const form = new FormData();
    for (const [content, caption, name = 'IMG_0001.jpg'] of parts) {
      if (caption !== undefined) form.append('caption', caption);
      form.append('file', new Blob([content]), name);
    }
    return form;
  }

  const upload = (parts: readonly Part[], role?: Role, key?: string, id = ticket) =>
    post(pathOf(id), formOf(parts), role, key);
  const added = async (...parts: readonly Part[]) => {
    const { status, body } = await upload(parts);
    assert.equal(status, 201, JSON.stringify(body));
    return body.items;
  };
  const show = (link: string, headers: Record<string, string> = {}) => fetch(`${address}/${link}`, { headers });
  const read = async (link: string) => Buffer.from(await (await show(link)).arrayBuffer());
  const view = async () => (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body;
  const filesIn = async () =>
    (await readdir(join(app.config.dataDir, 'images'), { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted();
  const rows = async () => (await app.tables.selectFrom('ticket_images').selectAll().execute()).length;

  test('several pictures come at once, with captions, and are shown, told, listed, and kept small', async () => {
    const files = (await filesIn()).length;
    const [first, second] = await added([photo, ' Oil under the\ncoiler '], [await plain().png().toBuffer()]);
    assert.equal((await filesIn()).length, files + 4);
    assert.deepEqual(
      { ...first, image_url: '', thumbnail_url: '' },
      {
        id: first.id,
        image_url: '',
        thumbnail_url: '',
        caption: 'Oil under the\ncoiler',
        media_type: 'image/jpeg',
        size_bytes: first.size_bytes,
        width: 480,
        height: 640,
        uploaded_by: { id: app.ids.OPERATOR, name: 'Test OPERATOR' },
        uploaded_at: new Date(app.clock.now()).toISOString(),
        lost_at: null,
      },
    );
    assert.deepEqual([second.caption, second.media_type, second.width], [null, 'image/png', 640]);
    assert.match(
      first.image_url,
      new RegExp(`^uploads/ticket_images/${ticket}_[\\w-]{32}\\.jpg\\?expires=\\d+&signature=[\\w-]{43}$`),
    );
    const shown = await view();
    assert.equal(shown.version, 1);
    assert.deepEqual(
      shown.images,
      [first, second].map(({ id, image_url, thumbnail_url, caption }) => ({ id, image_url, thumbnail_url, caption })),
    );
    const list = await app.as.VIEWER('GET', pathOf(ticket));
    assert.deepEqual(list.body, { items: [first, second], next_cursor: null });
    const [card] = (await app.as.VIEWER('GET', '/api/v1/tickets?limit=1')).body;
    assert.deepEqual(card.images, shown.images);

    const told = {
      image_id: first.id,
      media_type: 'image/jpeg',
      width: 480,
      height: 640,
      size_bytes: first.size_bytes,
      caption: 'Oil under the\ncoiler',
    };
    const [event, ...others] = await app.newEvents();
    assert.equal(event?.type, 'ticket.image-added');
    assert.equal(event?.subject, `tickets/${ticket}`);
    assert.deepEqual({ ...event?.data, ...told }, event?.data);
    assert.deepEqual(
      others.map(({ type, data }) => [type, data.image_id]),
      [['ticket.image-added', second.id]],
    );
    const [audit] = await app.newAudit();
    assert.deepEqual([audit?.action, audit?.after], ['ticket.image-added', { image: told }]);
    const history = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/history`)).body.items;
    assert.deepEqual(
      history.map(({ verb }: { verb: string }) => verb),
      ['image-added', 'image-added', 'opened'],
    );
  });

  test('a picture is served upright, without what the phone wrote into it, as what it is', async () => {
    const [image] = await added([photo, undefined, '../../evil.html']);
    const shown = await show(image.image_url);
    assert.equal(shown.status, 200);
    for (const [name, value] of Object.entries({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-length': String(image.size_bytes),
      'accept-ranges': 'bytes',
      'cross-origin-resource-policy': 'cross-origin',
    })) {
      assert.equal(shown.headers.get(name), value, name);
    }
    assert.match(shown.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(shown.headers.get('content-disposition') ?? '', /^inline; filename="\d+_[\w-]+\.jpg"$/);
    const bytes = Buffer.from(await shown.arrayBuffer());
    assert.equal(bytes.length, image.size_bytes);
    const { width, height, exif } = await sharp(bytes).metadata();
    assert.deepEqual([width, height, exif], [480, 640, undefined]);
    const thumbnail = await show(image.thumbnail_url);
    assert.equal(thumbnail.headers.get('content-type'), 'image/webp');
    assert.equal((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).height, 320);
    const large = await plain({ width: 3_000, height: 1_500 }).jpeg().toBuffer();
    const [fitted] = await added([large]);
    assert.deepEqual([fitted.width, fitted.height], [2_560, 1_280]);
  });

  test('a link opens its picture for half a day at least, says how long, and is the same until links turn', async () => {
    const [image] = await added([photo]);
    const shown = await show(image.image_url);
    const expires = Number(new URL(`${address}/${image.image_url}`).searchParams.get('expires'));
    const left = Math.floor(expires - app.clock.now() / 1_000);
    assert.ok(left >= 12 * 3_600 && left <= 24 * 3_600);
    assert.equal(shown.headers.get('cache-control'), `private, max-age=${left}, immutable`);
    await shown.arrayBuffer();
    const before = await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`);
    app.clock.advance(12 * HOUR_MS);
    try {
      const tag = { 'if-none-match': String(before.headers['etag']) };
      const later = await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`, undefined, tag);
      assert.equal(later.status, 200, 'an answer with old links is not what is there now');
      assert.notEqual(later.body.images[0].image_url, image.image_url);
      assert.equal((await show(image.image_url)).status, 200);
      app.clock.advance(12 * HOUR_MS);
      const expired = await show(image.image_url);
      assert.equal(expired.status, 403);
      const refusal = (await expired.json()) as Answer['body'];
      assert.equal(refusal.code, 'signature-invalid');
      assert.match(refusal.detail, /^The link has expired: read anew what it came from, or sign in\.$/);
    } finally {
      app.clock.advance(-24 * HOUR_MS);
    }
  });

  test('a forged link, another picture under a good signature, or none of both opens nothing', async () => {
    const [one, other] = await added([photo], [photo]);
    const [path = '', query = ''] = one.image_url.split('?');
    const [otherPath] = other.image_url.split('?');
    const codeOf = async (link: string, headers = {}) => {
      const answer = await show(link, headers);
      return `${answer.status} ${((await answer.json()) as Answer['body']).code}`;
    };
    assert.equal(await codeOf(`${otherPath}?${query}`), '403 signature-invalid');
    assert.equal(await codeOf(one.image_url.replace(/expires=\d/, 'expires=9')), '403 signature-invalid');
    assert.equal(await codeOf(`${path}?signature=x`), '403 signature-invalid');
    assert.equal(await codeOf(`${path}?${query}&${query}`), '403 signature-invalid');
    assert.equal(
      await codeOf(`${path}?${query}`, credentials.get('VIEWER') && { range: 'bytes=9999999-' }),
      '416 range-unsatisfiable',
    );
    assert.equal(await codeOf(path), '401 not-authenticated');
    assert.equal(await codeOf('uploads/ticket_images/'), '404 route-not-found');
    assert.equal(await codeOf('uploads/../src/app.ts'), '404 route-not-found');
    for (const link of [path.replace('.jpg', '.png'), `${path}x`, 'uploads/ticket_images/..%2f..%2fmilldash.db']) {
      assert.equal(await codeOf(link, credentials.get('VIEWER')), '404 image-not-found', link);
    }
  });

  test('who may read tickets reads pictures by their session, and nothing of it stays in shared caches', async () => {
    const [image] = await added([photo]);
    const [path = ''] = image.image_url.split('?');
    const shown = await show(path, credentials.get('VIEWER'));
    assert.deepEqual([shown.status, shown.headers.get('cache-control')], [200, 'private, no-cache']);
    await shown.arrayBuffer();
  });

  test('a part is answered with that part, and what the caller has with 304', async () => {
    const [image] = await added([photo]);
    const whole = await read(image.image_url);
    const tag = (await show(image.image_url, { range: 'bytes=0-0' })).headers.get('etag') ?? '';
    const part = await show(image.image_url, { range: 'bytes=10-19' });
    assert.deepEqual(
      [part.status, part.headers.get('content-range'), part.headers.get('content-length')],
      [206, `bytes 10-19/${whole.length}`, '10'],
    );
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(10, 20));
    const end = await show(image.image_url, { range: 'bytes=-5', 'if-range': tag });
    assert.deepEqual(Buffer.from(await end.arrayBuffer()), whole.subarray(-5));
    const changed = await show(image.image_url, { range: 'bytes=0-4', 'if-range': '"other"' });
    assert.equal(changed.status, 200);
    assert.equal((await changed.arrayBuffer()).byteLength, whole.length);
    const behind = await show(image.image_url, { range: `bytes=${whole.length}-` });
    assert.deepEqual([behind.status, behind.headers.get('content-range')], [416, `bytes */${whole.length}`]);
    await behind.text();
    const known = await show(image.image_url, { 'if-none-match': tag });
    assert.deepEqual([known.status, await known.text()], [304, '']);
    assert.notEqual((await show(image.thumbnail_url, { range: 'bytes=0-0' })).headers.get('etag'), tag);
    const head = await fetch(`${address}/${image.image_url}`, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(whole.length)]);
  });

  test('what a file is decides its content: a good picture by a wrong name is taken, and the name is nowhere', async () => {
    const [jpeg] = await added([await polyglot(), undefined, 'archive.zip.html']);
    assert.equal(jpeg.media_type, 'image/jpeg');
    assert.doesNotMatch(jpeg.image_url, /archive|html|zip/);
    assert.equal((await read(jpeg.image_url)).includes('script'), false);
  });

  test('a refused file leaves nothing behind, nor do the good ones that came with it', async () => {
    const before = [await filesIn(), await rows()];
    const half = photo.subarray(0, photo.length / 2);
    for (const [what, parts, outcome] of [
      ['SVG', [[photo], ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'x', 'x.png']], '422 upload-invalid'],
      ['HTML', [['<html><script>alert(1)</script>', 'x', 'x.jpg']], '422 upload-invalid'],
      ['bomb', [[photo], [pixelFlood(12_000)]], '422 upload-invalid'],
      ['truncated', [[photo], [half]], '422 upload-invalid'],
      ['empty', [['']], '422 upload-invalid'],
      ['nothing', [], '422 upload-invalid'],
      ['long caption', [[photo, 'x'.repeat(501)]], '422 upload-invalid'],
      ['too many', Array.from({ length: 11 }, () => [photo] as const), '413 body-too-large'],
    ] as const) {
      assert.equal(outcomeOf(await upload(parts as readonly Part[])), outcome, what);
    }
    await app.services.settings.changeSetting(systemActor('test'), 'images.size_max_mib', 1);
    assert.equal(outcomeOf(await upload([[photo], [Buffer.alloc(3_000_000, photo)]])), '413 body-too-large');
    await app.services.settings.resetSetting(systemActor('test'), 'images.size_max_mib');
    for (const name of ['photo', 'files']) {
      const form = new FormData();
      form.append(name, new Blob([photo]), 'x.jpg');
      const refusal = await post(pathOf(ticket), form);
      assert.equal(outcomeOf(refusal), '422 upload-invalid');
      assert.match(refusal.body.detail, new RegExp(`The part '${name}' is not expected`));
    }
    const late = formOf([[photo]]);
    late.append('caption', 'after the file');
    assert.match((await post(pathOf(ticket), late)).body.detail, /caption must come before its file/);
    assert.equal(outcomeOf(await app.as.OPERATOR('POST', pathOf(ticket), { file: 'x' })), '422 upload-invalid');
    assert.deepEqual([await filesIn(), await rows()], before);
    assert.deepEqual(
      (await app.newEvents()).filter(({ type }) => type.startsWith('ticket')),
      [],
    );
  });

  test('a ticket that is not there takes nothing, and its sender still gets the answer', async () => {
    const before = await filesIn();
    const large = Buffer.alloc(20_000_000, photo);
    assert.equal(outcomeOf(await upload([[large], [large]], 'OPERATOR', undefined, 999_999)), '404 ticket-not-found');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', pathOf(999_999))), '404 ticket-not-found');
    assert.deepEqual(await filesIn(), before);
  });

  test('a form that breaks off, or whose sender goes away, leaves nothing behind', async () => {
    const before = [await filesIn(), await rows()];
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const cut = await app.app.inject({
      method: 'POST',
      url: pathOf(ticket),
      headers: { ...credentials.get('OPERATOR'), 'content-type': 'multipart/form-data; boundary=b' },
      payload: Buffer.concat([Buffer.from(head), photo, Buffer.from(`\r\n${head}`), photo]),
    });
    assert.deepEqual([cut.statusCode, cut.json().code], [400, 'body-malformed']);

    const controller = new AbortController();
    const begun = (await filesIn()).length;
    async function* body() {
      yield Buffer.from(head);
      yield Buffer.alloc(300_000, photo);
      while ((await filesIn()).length === begun) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      yield Buffer.alloc(1);
    }
    const sending = fetch(address + pathOf(ticket), {
      method: 'POST',
      headers: { ...credentials.get('OPERATOR'), 'content-type': 'multipart/form-data; boundary=b' },
      body: ReadableStream.from(body()) as never,
      signal: controller.signal,
      duplex: 'half',
    } as RequestInit);
    await assert.rejects(sending);
    while ((await filesIn()).length > begun) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([await filesIn(), await rows()], before);
  });

  test('what cannot be committed leaves no file; what may have been committed is left to the sweep', async () => {
    const { services, clock } = app;
    const before = await filesIn();
    const failing = (failure: Error) =>
      createMaintenance({
        ...services,
        knownUntil: services.fourjaw.listKnownUntil,
        store: { ...services.store, transact: () => Promise.reject(failure) },
      }).images;
    async function* one() {
      yield { content: Readable.from([photo], { objectMode: false }), caption: null };
    }
    const actor = systemActor('test');
    await assert.rejects(failing(new Error('disk on fire')).addImages(actor, ticket, one()), /disk on fire/);
    assert.deepEqual(await filesIn(), before);
    const gone = new DomainError('database-unavailable', 'gone');
    await assert.rejects(failing(gone).addImages(actor, ticket, one()), /gone/);
    const left = await filesIn();
    assert.equal(left.length, before.length + 2);
    // files are as old as this test: the clock of the app is what the sweep goes by
    const nowMs = clock.now();
    try {
      clock.set(Date.now());
      assert.equal((await services.images.sweep()).removedFiles, 0);
      assert.deepEqual(await filesIn(), left);
      clock.set(Date.now() + 2 * DAY_MS);
      assert.equal((await services.images.sweep()).removedFiles, 2);
    } finally {
      clock.set(nowMs);
    }
    assert.deepEqual(await filesIn(), before);
  });

  test('ten uploads at once are ten pictures, each under a name of its own', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => upload([[photo]])));
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 201),
    );
    const links = answers.map(({ body }) => body.items[0].image_url);
    assert.equal(new Set(links).size, 10);
    assert.equal((await view()).images.length, 10);
    for (const link of links) assert.equal((await read(link)).length, answers[0]?.body.items[0].size_bytes);
  });

  test('ten pictures take no more turns with the database than one, but for what is written of each', async () => {
    const statementsOf = async (count: number) => {
      const from = app.lines.length;
      await added(...Array.from({ length: count }, () => [photo] as const));
      const lines = app.lines.slice(from).filter((line) => /\] (select|insert|update|delete|with) /.test(line));
      return lines.filter((line) => !line.includes('insert into "ticket_changes"'));
    };
    const one = await statementsOf(1);
    const ten = await statementsOf(10);
    assert.equal(ten.length, one.length, ten.join('\n'));
  });

  test('a ticket takes fifty pictures', async () => {
    const [{ id }] = await added([photo]);
    const images = app.services.store.access<ImagesTables>();
    const { id: _id, ...row } = await images
      .selectFrom('images')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const copies = Array.from({ length: 48 }, (_, at) => ({
      ...row,
      name: `${row.name}${at}`,
      storage_key: `${row.storage_key}${at}`,
      thumbnail_key: `${row.thumbnail_key}${at}`,
    }));
    const ids = await images.insertInto('images').values(copies).returning('id').execute();
    await app.tables
      .insertInto('ticket_images')
      .values(ids.map((copy) => ({ image_id: copy.id, ticket_id: ticket, caption: null })))
      .execute();
    const files = await filesIn();
    const more = await upload([[photo], [photo]]);
    assert.equal(outcomeOf(more), '409 limit-reached');
    assert.deepEqual(await filesIn(), files);
    const last = await upload([[photo]], 'OPERATOR', 'last-1');
    assert.equal(last.status, 201);
    assert.equal(outcomeOf(await upload([[photo]])), '409 limit-reached');
    assert.equal((await view()).images.length, 50);
    const again = await upload([[photo]], 'OPERATOR', 'last-1');
    assert.deepEqual([again.status, again.body], [201, last.body], 'a repeat is no further one');
    // they have no files
    await app.tables.deleteFrom('ticket_images').where('ticket_id', '=', ticket).execute();
    await images.deleteFrom('images').where('name', 'like', `${row.name}%`).execute();
  });

  test('an upload that is sent again with its key adds nothing, and is answered as the first was', async () => {
    const first = await upload([[photo, 'one']], 'OPERATOR', 'key-1');
    const files = await filesIn();
    const again = await upload([[photo, 'one']], 'OPERATOR', 'key-1');
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal(outcomeOf(await upload([[photo, 'two']], 'OPERATOR', 'key-1')), '422 idempotency-key-reused');
    assert.deepEqual(await filesIn(), files);
    assert.equal((await view()).images.length, 1);
  });

  test('who uploaded a picture says later what it shows, as planners do, and the history keeps what it said', async () => {
    const [image] = await added([photo, 'wrong machine']);
    await app.newEvents();
    await app.newAudit();
    const one = `${pathOf(ticket)}/${image.id}`;
    const say = (caption: unknown, role: Role = 'OPERATOR') => app.as[role]('PATCH', one, { caption });
    const { version } = await view();
    const said = await say(' Oil under\nthe coiler ');
    assert.deepEqual([said.status, said.body.id, said.body.caption], [200, image.id, 'Oil under\nthe coiler']);
    const shown = await view();
    assert.deepEqual([shown.images[0].caption, shown.version], ['Oil under\nthe coiler', version]);
    const [event, ...more] = await app.newEvents();
    assert.deepEqual(
      [event?.type, event?.data.image_id, event?.data.caption, more.length],
      ['ticket.image-captioned', image.id, 'Oil under\nthe coiler', 0],
    );
    const { items } = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/history`)).body;
    const told = items.find(({ verb }: { verb: string }) => verb === 'image-captioned').changes.image;
    assert.deepEqual([told.before.caption, told.after.caption], ['wrong machine', 'Oil under\nthe coiler']);
    assert.equal((await app.newAudit()).length, 1);

    assert.equal((await say('Oil under\nthe coiler')).status, 200);
    assert.deepEqual([await app.newEvents(), await app.newAudit()], [[], []], 'what is already so happens not again');
    assert.equal((await say('', 'SUPERVISOR')).body.caption, null);
    assert.equal((await say(null)).body.caption, null);

    assert.equal(outcomeOf(await say('mine', 'TECHNICIAN')), '403 forbidden');
    assert.equal(outcomeOf(await say('mine', 'VIEWER')), '403 forbidden');
    assert.equal(outcomeOf(await say('x'.repeat(501))), '422 validation-failed');
    assert.equal(outcomeOf(await app.as.OPERATOR('PATCH', one, {})), '422 validation-failed');
    const other = (await app.open()).id;
    const elsewhere = `${pathOf(other)}/${image.id}`;
    assert.equal(outcomeOf(await app.as.OPERATOR('PATCH', elsewhere, { caption: 'x' })), '404 image-not-found');
    assert.equal(
      outcomeOf(await app.as.OPERATOR('PATCH', `${pathOf(999_999)}/1`, { caption: 'x' })),
      '404 ticket-not-found',
    );
    assert.equal((await view()).images[0].caption, null);
  });

  test('who uploaded a picture removes it, as planners do; its files go, and its link opens nothing', async () => {
    const [image, kept] = await added([photo, 'wrong machine'], [photo]);
    await app.newEvents();
    const one = `${pathOf(ticket)}/${image.id}`;
    assert.equal(outcomeOf(await app.as.TECHNICIAN('DELETE', one)), '403 forbidden');
    assert.equal(outcomeOf(await app.as.VIEWER('DELETE', one)), '403 forbidden');
    const other = (await app.open()).id;
    assert.equal(outcomeOf(await app.as.OPERATOR('DELETE', `${pathOf(other)}/${image.id}`)), '404 image-not-found');
    const files = await filesIn();
    await app.newEvents();
    assert.equal((await app.as.OPERATOR('DELETE', one)).status, 204);
    assert.equal((await filesIn()).length, files.length - 2);
    const gone = await show(image.image_url);
    assert.deepEqual([gone.status, ((await gone.json()) as Answer['body']).code], [404, 'image-not-found']);
    const [event] = await app.newEvents();
    assert.deepEqual(
      [event?.type, event?.data.image_id, event?.data.caption],
      ['ticket.image-removed', image.id, 'wrong machine'],
    );
    assert.equal(outcomeOf(await app.as.OPERATOR('DELETE', one)), '404 image-not-found');
    assert.deepEqual(
      (await view()).images.map(({ id }: { id: number }) => id),
      [kept.id],
    );
    assert.equal((await app.as.SUPERVISOR('DELETE', `${pathOf(ticket)}/${kept.id}`)).status, 204);
    assert.deepEqual((await view()).images, []);
  });

  test('a picture whose file is gone or cut is said to be lost, and found again when it is back', async () => {
    const [image, other] = await added([photo], [photo]);
    const row = await app.services.store
      .access<ImagesTables>()
      .selectFrom('images')
      .select('storage_key')
      .where('id', '=', image.id)
      .executeTakeFirstOrThrow();
    const file = join(app.config.dataDir, 'images', row.storage_key);
    const content = await read(image.image_url);
    await app.newEvents();
    const { sweep } = app.services.images;
    await writeFile(file, content.subarray(0, 10));
    assert.deepEqual((await sweep()).lost, [image.id]);
    assert.deepEqual((await sweep()).lost, [], 'told once');
    const [event, ...more] = await app.newEvents();
    assert.deepEqual([event?.type, event?.data, more], ['image.lost', { image_ids: [image.id] }, []]);
    const lostAt = async () =>
      (await app.as.VIEWER('GET', pathOf(ticket))).body.items.map(({ lost_at }: { lost_at: string }) => lost_at);
    assert.deepEqual(await lostAt(), [new Date(app.clock.now()).toISOString(), null]);
    await rm(file);
    const gone = await show(image.image_url);
    assert.deepEqual([gone.status, ((await gone.json()) as Answer['body']).code], [404, 'file-not-found']);
    await writeFile(file, content);
    assert.deepEqual((await sweep()).found, [image.id]);
    assert.deepEqual(await lostAt(), [null, null]);
    assert.equal((await app.newEvents())[0]?.type, 'image.found');
    assert.ok(other.id > image.id);
  });
});
