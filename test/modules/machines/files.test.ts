import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { createMachineFiles } from '../../../src/modules/machines/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { createFolderStorage } from '../../../src/platform/storage/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, clientOf, outcomeOf } from '../../support/http-client.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const url = '/api/v1/machines/m1/files';

onEachEngine('files of machines', (under) => {
  async function open() {
    const started = await startTestApp(under);
    const { services, config } = started;
    await services.machines.ensureMachines(systemActor('load'), [
      { id: 'm1', name: 'Mill 1' },
      { id: 'm2', name: 'Mill 2' },
    ]);
    const credentials = await started.signIn('SUPERVISOR');
    const address = await started.app.listen({ port: 0, host: '127.0.0.1' });
    const folder = join(config.dataDir, 'files');
    async function upload(
      content: Buffer | string,
      name = 'picture.png',
      path = url,
      description?: string,
      headers = credentials,
    ) {
      const form = new FormData();
      if (description !== undefined) form.append('description', description);
      form.append('file', new Blob([content]), name);
      const response = await fetch(address + path, { method: 'POST', body: form, headers });
      return {
        status: response.status,
        body: (await response.json()) as Answer['body'],
        headers: Object.fromEntries(response.headers),
      };
    }
    const outbox = services.store.access<OutboxTables>();
    return {
      ...started,
      address,
      credentials,
      folder,
      upload,
      send: clientOf(started.app, credentials),
      contents: async () =>
        (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) =>
          entry.isFile(),
        ),
      events: async () =>
        (
          await outbox
            .selectFrom('events')
            .select('type')
            .where('type', 'like', '%.file.%')
            .orderBy('sequence')
            .execute()
        ).map(({ type }) => type),
      audit: async () =>
        (
          await outbox
            .selectFrom('audit_entries')
            .select('action')
            .where('action', 'like', 'file.%')
            .orderBy('id')
            .execute()
        ).map(({ action }) => action),
    };
  }

  test('a file is uploaded, listed, read and removed', async () => {
    const { upload, send, address, credentials, contents, events, audit } = await open();
    const uploaded = await upload(png, 'C:\\fotos\\Säge 1.html', url, ' the saw ');
    assert.equal(uploaded.status, 201);
    const { id, sha256, created_at, ...rest } = uploaded.body as Record<string, string>;
    assert.match(sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.ok(created_at);
    assert.deepEqual(rest, {
      machine_id: 'm1',
      name: 'Säge 1.html',
      media_type: 'image/png',
      size_bytes: 16,
      description: 'the saw',
      uploaded_by: 'supervisor@factory.example',
    });
    assert.equal(uploaded.headers['location'], `${url}/${id}`);
    assert.deepEqual((await send('GET', url)).body.items, [uploaded.body]);
    const read = await fetch(`${address}${url}/${id}`, { headers: credentials });
    assert.deepEqual(Buffer.from(await read.arrayBuffer()), png);
    assert.equal(read.headers.get('content-type'), 'image/png');
    assert.equal(read.headers.get('x-content-type-options'), 'nosniff');
    assert.match(read.headers.get('content-disposition') ?? '', /^inline; filename="S_ge 1\.html"/);
    assert.match(read.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.equal((await send('DELETE', `${url}/${id}`)).status, 204);
    assert.deepEqual((await send('GET', url)).body.items, []);
    assert.deepEqual(await contents(), []);
    assert.equal(outcomeOf(await send('GET', `${url}/${id}`)), '404 file-not-found');
    assert.equal(outcomeOf(await send('DELETE', `${url}/${id}`)), '404 file-not-found');
    assert.deepEqual(await events(), ['com.milldash.file.added', 'com.milldash.file.removed']);
    assert.deepEqual(await audit(), ['file.added', 'file.removed']);
  });

  test('the name of a file holds nothing that cannot be seen, and no half of a character', async () => {
    const { upload } = await open();
    assert.equal((await upload(png, 'in\u202egnp.exe\u200b\u2028 1.png')).body.name, 'ingnp.exe 1.png');
    const long = (await upload(png, `x🪚${'a'.repeat(195)}.png`)).body.name;
    assert.deepEqual([long, long.isWellFormed()], [`${'a'.repeat(195)}.png`, true]);
  });

  test('what is not a picture is saved to disk, whatever it claims to be', async () => {
    const { upload, address, credentials } = await open();
    const page = await upload('<html><script>alert(1)</script>', 'page.png');
    assert.equal(page.body.media_type, 'application/octet-stream');
    const read = await fetch(`${address}${url}/${page.body.id}`, { headers: credentials });
    assert.match(read.headers.get('content-disposition') ?? '', /^attachment/);
    assert.equal(read.headers.get('content-type'), 'application/octet-stream');
    await read.text();
  });

  test('files of the same name and time are two files, listed page by page, the newest first', async () => {
    const { upload, send, clock } = await open();
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) {
      ids.unshift((await upload(png)).body.id);
      clock.advance(1_000);
    }
    const first = (await send('GET', `${url}?limit=2`)).body;
    const next = (await send('GET', `${url}?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual(
      [...first.items, ...next.items].map(({ id }) => id),
      ids,
    );
    assert.equal(next.next_cursor, null);
    assert.equal(outcomeOf(await send('GET', `${url}?cursor=x`)), '422 cursor-invalid');
    assert.equal(outcomeOf(await send('GET', `/api/v1/machines/m2/files/${ids[0]}`)), '404 file-not-found');
  });

  test('a refused upload leaves nothing behind: too large, empty, unknown machine, no file, other body', async () => {
    const { upload, send, services, contents, events, credentials, address } = await open();
    await services.settings.changeSetting(systemActor('test'), 'machines.file_size_max_mib', 1);
    const large = await upload(Buffer.alloc(3_000_000), 'large.bin');
    assert.equal(outcomeOf({ ...large, body: large.body }), '413 body-too-large');
    assert.equal(outcomeOf(await upload('', 'empty.txt')), '422 upload-invalid');
    assert.equal(
      outcomeOf(await upload(Buffer.alloc(3_000_000), 'x', '/api/v1/machines/mx/files')),
      '404 machine-not-found',
    );
    assert.equal(outcomeOf(await upload(png, 'x', url, 'x'.repeat(501))), '422 upload-invalid');
    const none = await fetch(address + url, { method: 'POST', headers: credentials, body: new FormData() });
    assert.equal(none.status, 422);
    assert.equal(outcomeOf(await send('POST', url, { file: 'x' })), '422 upload-invalid');
    assert.deepEqual(await contents(), []);
    assert.deepEqual(await events(), []);
    assert.equal((await upload(Buffer.alloc(1_048_576), 'just.bin')).status, 201);
  });

  test('a form with an unknown part, or a second file, is refused whole', async () => {
    const { address, credentials, contents, events } = await open();
    const post = async (...parts: readonly (readonly [string, string | Blob])[]) => {
      const form = new FormData();
      for (const [name, value] of parts) form.append(name, value);
      const response = await fetch(address + url, { method: 'POST', body: form, headers: credentials });
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      return `${response.status} ${code} ${detail}`;
    };
    const file = new Blob([png]);
    assert.match(await post(['colour', 'red'], ['file', file]), /^422 upload-invalid The part 'colour'/);
    assert.match(await post(['photo', file]), /^422 upload-invalid The part 'photo'/);
    assert.match(await post(['file', file], ['description', 'late']), /^422 upload-invalid The part 'description'/);
    assert.match(await post(['file', file], ['file', file]), /^413 body-too-large/);
    assert.match(await post(['description', 'x']), /^422 upload-invalid There is no file/);
    assert.deepEqual(await contents(), []);
    assert.deepEqual(await events(), []);
  });

  test('a form that cannot be read is refused, and leaves nothing behind', async () => {
    const { app, credentials, contents, events } = await open();
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n';
    for (const [type, payload] of [
      ['multipart/form-data', `${head}\r\nx\r\n--b--\r\n`],
      ['multipart/form-data; boundary=b', `${head}\r\n${'x'.repeat(1_000)}`],
      ['multipart/form-data; boundary=b', head],
      ['multipart/form-data; boundary=b', `${head}\r\nx\r\n--b\r\ncontent-dispo`],
      ['multipart/form-data; boundary=b', '--b'],
    ] as const) {
      const headers = { ...credentials, 'content-type': type };
      const answer = await app.inject({ method: 'POST', url, headers, payload });
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'body-malformed'], payload.slice(-20));
    }
    assert.deepEqual(await contents(), []);
    assert.deepEqual(await events(), []);
  });

  test('a sender who goes away in the middle leaves nothing behind', async () => {
    const { address, credentials, contents, events, services } = await open();
    const controller = new AbortController();
    const boundary = 'xBOUNDARYx';
    async function* body() {
      yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n`);
      yield Buffer.alloc(200_000);
      while ((await contents()).length === 0) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      yield Buffer.alloc(1);
    }
    const sending = fetch(address + url, {
      method: 'POST',
      headers: { ...credentials, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: ReadableStream.from(body()) as never,
      signal: controller.signal,
      duplex: 'half',
    } as RequestInit);
    await assert.rejects(sending);
    while ((await contents()).length > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await events(), []);
    assert.deepEqual((await services.machineFiles.listMachineFiles('m1')).items, []);
  });

  test('a content that no row names is swept up once it is a day old', async () => {
    const { services, upload, folder, clock } = await open();
    const kept = (await upload(png)).body.id;
    const storage = createFolderStorage(folder);
    const { key: orphan } = await storage.save(Readable.from(['x']), 10);
    assert.equal(await services.machineFiles.sweepFiles(), 0);
    clock.set(Date.now() + 2 * 86_400_000);
    assert.equal(await services.machineFiles.sweepFiles(), 1);
    await assert.rejects(storage.read(orphan));
    const file = await services.machineFiles.getMachineFile('m1', kept);
    (await services.machineFiles.openMachineFile(file)).destroy();
    const again = createMachineFiles({ store: services.store, clock, log: services.log }, storage);
    assert.equal(await again.sweepFiles(), 0);
  });

  test('everybody reads files, planners add and remove them', async () => {
    const { app, signIn, upload, address } = await open();
    const { id } = (await upload(png)).body;
    const operator = await signIn('OPERATOR');
    const asOperator = clientOf(app, operator);
    assert.equal((await asOperator('GET', url)).status, 200);
    const read = await fetch(`${address}${url}/${id}`, { headers: operator });
    assert.equal(read.status, 200);
    await read.arrayBuffer();
    assert.equal((await upload(png, 'x', url, undefined, operator)).status, 403);
    assert.equal(outcomeOf(await asOperator('DELETE', `${url}/${id}`)), '403 forbidden');
    assert.equal((await fetch(`${address}${url}/${id}`)).status, 401);
  });
});
