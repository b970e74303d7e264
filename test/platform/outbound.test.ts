import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { after, describe, test } from 'node:test';
import { AddressRefused, createAddressGuard, createOutbound, isNetwork } from '../../src/platform/outbound/index.ts';

describe('addresses that may be called', () => {
  test('are the public ones, in whichever notation', () => {
    const mayCall = createAddressGuard([]);
    const open = ['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::808:808'];
    const shut = `
      0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
      172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1
      203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1
      ::ffff:a00:1 0:0:0:0:0:ffff:c0a8:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
      2002:7f00:1:: 2002:a00:1::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 3fff::1
      5f00::1 localhost 127.1 0x7f000001 2130706433 1.2.3 ::ffff:999.1.1.1
    `.split(/\s+/);
    assert.deepEqual(
      open.filter((address) => !mayCall(address)),
      [],
    );
    assert.deepEqual(shut.filter(mayCall), []);
  });

  test('are those that the factory has named, too', () => {
    const mayCall = createAddressGuard(['192.168.10.0/24', 'fd12::/16', '10.0.0.7', 'nonsense']);
    for (const address of ['192.168.10.9', '::ffff:192.168.10.9', 'fd12::9', '10.0.0.7']) {
      assert.ok(mayCall(address), address);
    }
    for (const address of ['192.168.11.9', 'fd13::9', '10.0.0.8', '127.0.0.1']) assert.ok(!mayCall(address), address);
    for (const text of ['10.0.0.0/8', '::/0', '1.2.3.4']) assert.ok(isNetwork(text), text);
    for (const text of ['10.0.0.0/33', '::/129', '10/8', 'a/8', '1.2.3.4/8/8', '', 'fe80::1%1/64', '1.2.3.4/-1']) {
      assert.ok(!isNetwork(text), text);
    }
  });
});

describe('outbound calls', () => {
  const closers: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  async function listen(): Promise<{ port: number; calls: string[] }> {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      calls.push(request.url ?? '');
      if (request.url === '/endless') {
        response.writeHead(200);
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        };
        response.on('drain', write);
        write();
      } else if (request.url === '/redirect') response.writeHead(307, { location: '/elsewhere' }).end();
      else if (request.url !== '/silent') response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return { port: (server.address() as AddressInfo).port, calls };
  }

  function open(lookup?: LookupFunction) {
    const outbound = createOutbound(lookup === undefined ? {} : { lookup });
    closers.unshift(() => outbound.close());
    return (url: string, allowedNetworks: readonly string[] = [], limitMs = 5_000) =>
      outbound.post({ url: new URL(url), headers: {}, body: '{}', allowedNetworks, limitMs });
  }

  test('never reach an address that is not public, written in whichever way', async () => {
    const { port, calls } = await listen();
    const post = open();
    const hosts = [
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '2130706433',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
    ];
    for (const host of [...hosts, 'localhost']) {
      await assert.rejects(post(`http://${host}:${port}/`), (error) => isRefusal(error), host);
    }
    assert.deepEqual(calls, []);
  });

  test('check what the connection itself has resolved: a name that changes its address gains nothing', async () => {
    const { port, calls } = await listen();
    let asked = 0;
    const rebinding: LookupFunction = (_host, _options, done) => {
      asked++;
      // public, and unreachable, for whoever asks first
      done(null, [{ address: asked === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
    };
    const post = open(rebinding);
    const allowed = ['127.0.0.2/32'];
    await assert.rejects(post(`http://rebinding.example:${port}/`, allowed));
    await assert.rejects(post(`http://rebinding.example:${port}/`, allowed), (error) => isRefusal(error));
    assert.equal(asked, 2, 'each connection asks once, and goes where it was told');
    assert.deepEqual(calls, []);
  });

  test('take of the addresses of a name those that may be called', async () => {
    const { port, calls } = await listen();
    const both: LookupFunction = (_host, _options, done) =>
      done(null, [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const post = open(both);
    assert.equal((await post(`http://both.example:${port}/hook`, ['127.0.0.0/8'])).start, 'here');
    assert.deepEqual(calls, ['/hook']);
    await assert.rejects(post(`http://both.example:${port}/hook`, ['127.0.0.9']), (error) => isRefusal(error));
  });

  test('follow no redirect, end in time, and read only the beginning of an answer', async () => {
    const { port, calls } = await listen();
    const post = open();
    const base = `http://127.0.0.1:${port}`;
    assert.equal((await post(`${base}/redirect`, ['127.0.0.1'])).status, 307);
    assert.deepEqual(calls, ['/redirect']);
    await assert.rejects(post(`${base}/silent`, ['127.0.0.1'], 50), { name: 'TimeoutError' });
    const endless = await post(`${base}/endless`, ['127.0.0.1'], 60_000);
    assert.deepEqual([endless.status, endless.start.length], [200, 1_024]);
  });

  test('use no connection that an older list of networks allowed', async () => {
    const { port, calls } = await listen();
    const post = open();
    await post(`http://localhost:${port}/hook`, ['127.0.0.0/8', '::1']);
    await assert.rejects(post(`http://localhost:${port}/hook`, []), (error) => isRefusal(error));
    assert.equal(calls.length, 1);
  });
});

function isRefusal(error: unknown): boolean {
  assert.ok(error instanceof AddressRefused, String(error));
  return true;
}
