/** What `milldash doctor` finds out about another broker: it signs in there as the program does, beside the program. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { connectAsync } from 'mqtt';
import { generate, type IConnectPacket, parser } from 'mqtt-packet';
import { checkBroker } from '../../src/commands/doctor/broker.ts';
import { type Environment, readConfig } from '../../src/config/index.ts';
import { startEmbeddedBroker } from '../../src/platform/transport/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { mosquittoProblem, mosquittoUrl, uniqueName } from '../support/mosquitto.ts';
import { createReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const captured = captureLog();
after(() => captured[Symbol.asyncDispose]());
const own = selfSignedCertificate();

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function find(env: Environment) {
  const [finding, ...others] = await checkBroker(readConfig(env));
  assert.ok(finding !== undefined && others.length === 0);
  return finding;
}

/** Answers each CONNECT of MQTT 5 with a reason code, and keeps it. */
function answering(reasonCode: number) {
  const introductions: IConnectPacket[] = [];
  const open = (socket: Socket) => {
    const packets = parser();
    packets.on('packet', (packet) => {
      if (packet.cmd !== 'connect') return;
      introductions.push(packet);
      socket.write(generate({ cmd: 'connack', reasonCode, sessionPresent: false }, { protocolVersion: 5 }));
    });
    socket.on('data', (bytes) => packets.parse(bytes)).on('error', () => {});
  };
  return { introductions, open };
}

test('a wrong user or password is what the broker says it is, and is not shown', async () => {
  const { introductions, open } = answering(135);
  const port = await listening(createServer(open));
  const finding = await find({ MQTT_URL: `mqtt://mill:hunter2@127.0.0.1:${port}`, INSTANCE_ID: 'mill-7' });
  assert.equal(finding.level, 'WARN');
  assert.equal(finding.message, `The broker at 127.0.0.1 port ${port} refuses MillDash: Not authorized.`);
  assert.match(finding.advice ?? '', /^Check user and password \(MQTT_URL, or MQTT_BROKER_USER/);
  assert.doesNotMatch(JSON.stringify(finding), /hunter/);
  const [asked] = introductions;
  assert.deepEqual(
    [asked?.protocolVersion, asked?.clientId, asked?.username, String(asked?.password)],
    [5, 'milldash-mill-7:doctor', 'mill', 'hunter2'],
  );
  assert.deepEqual([asked?.clean, asked?.properties?.sessionExpiryInterval], [true, 0], 'nothing is left there');
});

test('other refusals come with what the broker says', async () => {
  for (const [reasonCode, message, advice] of [
    [133, /Client Identifier not valid/, /'milldash-milldash:doctor'/],
    [132, /Unsupported Protocol Version/, /^MQTT 5 is needed/],
    [137, /Server busy/, /log of the broker/],
  ] as const) {
    const port = await listening(createServer(answering(reasonCode).open));
    const finding = await find({ MQTT_URL: `mqtt://127.0.0.1:${port}` });
    assert.equal(finding.level, 'WARN');
    assert.match(finding.message, message);
    assert.match(finding.advice ?? '', advice);
  }
});

test('a broker that speaks MQTT 3 only is told by that, ours for example', async () => {
  const broker = await startEmbeddedBroker(
    {
      host: '127.0.0.1',
      port: 0,
      connectionsMax: 10,
      packetBytesMax: 65_536,
      rights: [],
      signIn: async () => assert.fail('nobody signs in'),
      findCurrentActor: async (actor) => actor,
      log: captured.log,
    },
    createReceiver([]),
  );
  after(() => broker.stop());
  const finding = await find({ MQTT_URL: broker.state().addresses[0] });
  assert.match(finding.message, /refuses MillDash: Unacceptable protocol version\.$/);
  assert.match(finding.advice ?? '', /^MQTT 5 is needed/);
});

test('a certificate is trusted by MQTT_CA, and without it that is said', async () => {
  const server = createTlsServer({ cert: own.certificate, key: own.key }, answering(0).open);
  const port = await listening(server.on('tlsClientError', () => {}));
  const MQTT_URL = `mqtts://127.0.0.1:${port}`;
  const finding = await find({ MQTT_URL });
  assert.match(finding.message, /shows a certificate that is not trusted: self-signed certificate/);
  assert.match(finding.advice ?? '', /^Set MQTT_CA to a PEM file/);
  const MQTT_CA = join(newFolder(), 'ca.pem');
  const missing = await find({ MQTT_URL, MQTT_CA });
  assert.deepEqual(
    [missing.level, missing.message.split(':')[0]],
    ['FAIL', 'MQTT_CA names a file that cannot be read'],
  );
  writeFileSync(MQTT_CA, own.certificate);
  const trusted = await find({ MQTT_URL, MQTT_CA });
  assert.deepEqual([trusted.level, trusted.message], ['OK', `The broker at 127.0.0.1 port ${port} lets MillDash in.`]);
});

test('what is away, no broker, or spoken to in a wrong way says so', async () => {
  const plain = createServer((socket) => socket.on('error', () => {}).on('data', () => socket.destroy()));
  const port = await listening(plain);
  for (const scheme of ['mqtt', 'mqtts', 'ws']) {
    const { message, advice } = await find({ MQTT_URL: `${scheme}://127.0.0.1:${port}` });
    assert.match(message, /ends the connection/, scheme);
    assert.match(advice ?? '', /how MQTT_URL begins/);
  }
  plain.close();
  await once(plain, 'close');
  const away = await find({ MQTT_URL: `mqtt://127.0.0.1:${port}` });
  assert.deepEqual([away.level, away.message], ['WARN', `127.0.0.1 port ${port} does not answer (ECONNREFUSED).`]);
});

test('what is no broker is not called one, and one that takes MQTT 5 for MQTT 3 does not let us in', async () => {
  const page = await listening(
    createServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n')),
    ),
  );
  const foreign = await find({ MQTT_URL: `mqtt://127.0.0.1:${page}` });
  assert.ok(
    foreign.message.startsWith(`What answers at 127.0.0.1 port ${page} does not speak MQTT (`),
    foreign.message,
  );
  assert.match(foreign.advice ?? '', /^Check the port/);
  const old = await listening(
    createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write(Buffer.of(0x20, 2, 0, 0)))),
  );
  const { level, message, advice } = await find({ MQTT_URL: `mqtt://127.0.0.1:${old}` });
  assert.deepEqual([level, advice?.slice(0, 16)], ['WARN', 'MQTT 5 is needed']);
  assert.match(message, /it answers as MQTT 3 does\.$/);
});

test('the command ends though the broker leaves the connection open', async () => {
  const sockets: Socket[] = [];
  const { open } = answering(0);
  // as a broker whose machine has stopped in between
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    open(socket);
  });
  const port = await listening(server);
  const env = { PORT: '0', MQTT_URL: `mqtt://127.0.0.1:${port}` };
  const { exitCode, stdout } = await runMilldash(['doctor'], { env });
  for (const socket of sockets) socket.destroy();
  assert.equal(exitCode, 0);
  assert.match(stdout, /lets MillDash in\./);
});

test('of ours both doors are looked at, and the certificate', async () => {
  const other = createServer();
  const taken = String(await listening(other));
  const files = { MQTT_TLS_CERT: '/nowhere/certificate.pem', MQTT_TLS_KEY: '/nowhere/key.pem' };
  const findings = await checkBroker(readConfig({ PORT: '1', MQTT_PORT: '0', MQTT_TLS_PORT: taken, ...files }));
  assert.deepEqual(
    findings.map(({ level, advice }) => [level, advice]),
    [
      ['OK', undefined],
      ['WARN', 'Set MQTT_TLS_PORT to a free port.'],
      ['FAIL', 'Correct MQTT_TLS_CERT and MQTT_TLS_KEY.'],
    ],
  );
});

test('the process that runs keeps its connection', { skip: mosquittoProblem }, async () => {
  const INSTANCE_ID = uniqueName('doctor');
  const running = await connectAsync(mosquittoUrl, {
    protocolVersion: 5,
    clientId: `milldash-${INSTANCE_ID}`,
    reconnectPeriod: 0,
  });
  after(() => running.end(true));
  let isPushedOff = false;
  running.on('close', () => {
    isPushedOff = true;
  });
  assert.equal((await find({ MQTT_URL: mosquittoUrl, INSTANCE_ID })).level, 'OK');
  // its answer would come behind the end of the connection
  let isAnswered = false;
  running.subscribe(`milldash-test/${INSTANCE_ID}`, () => {
    isAnswered = true;
  });
  await until('it is answered, or its connection has ended', () => isAnswered || isPushedOff);
  assert.ok(!isPushedOff);
});
