import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readConfig, renderEnvExample } from '../../src/config/index.ts';
import { variableNames } from '../../src/config/variables.ts';

const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
/** What the image sets, because the published ports and the volume rest on it. */
const ofTheImage = ['HOST', 'PORT', 'MQTT_HOST', 'MQTT_PORT', 'MQTT_TLS_PORT', 'DATA_DIR', 'LOG_FILE'];

describe('docker-compose.yml', () => {
  test('hands every variable to the container that may be chosen there', () => {
    const handedOn = [...compose.matchAll(/^ {6}([A-Z0-9_]+): \$\{\1:-\}$/gm)].map(([, name]) => name);
    const choosable = variableNames.filter((name) => ![...ofTheImage, 'DATABASE_URL'].includes(name));
    assert.deepEqual(handedOn.toSorted(), choosable.toSorted());
  });

  test('starts no database whose password everybody knows, and .env.example says what to choose', () => {
    assert.deepEqual(
      [...compose.matchAll(/\$\{POSTGRES_PASSWORD[^}]*\}/g)].map(([use]) => use.slice(0, 21)),
      ['${POSTGRES_PASSWORD:?', '${POSTGRES_PASSWORD:?'],
    );
    assert.match(renderEnvExample(), /^#POSTGRES_PASSWORD=$/m);
  });
});

describe('the profile scale', () => {
  const services = readServices();
  const network = {
    subnet: /^ {8}- subnet: (\$.+)$/m.exec(compose)?.[1],
    gateway: /^ {10}gateway: (\$.+)$/m.exec(compose)?.[1],
  };
  const node = services.get('node') ?? '';

  /** What Compose hands to a process, with these variables in `.env`. */
  function environmentOf(dotEnv: Readonly<Record<string, string>>): Record<string, string> {
    const lines = [services.get('milldash') ?? '', node].flatMap((text) =>
      [...text.matchAll(/^ {6}([A-Z0-9_]+): (.+)$/gm)].map(
        ([, name = '', value = '']) => [name, value === '""' ? '' : value] as const,
      ),
    );
    // from within: what stands for a variable may be another one
    const once = (value: string) =>
      value.replace(/\$\{([A-Z0-9_]+):([-?])([^${}]*)\}/g, (_, name: string, kind: string, rest: string) => {
        const chosen = dotEnv[name] ?? '';
        return chosen === '' && kind === '-' ? rest : chosen;
      });
    const interpolated = (value: string): string => (once(value) === value ? value : interpolated(once(value)));
    return Object.fromEntries(lines.map(([name, value]) => [name, interpolated(value)]));
  }

  test('starts processes that share database and messages, with what .env says besides', () => {
    const { database, messaging, http } = readConfig(environmentOf({ POSTGRES_PASSWORD: 'letters' }));
    assert.equal(database.engine, 'postgres');
    assert.deepEqual(
      [messaging.embedded, messaging.external?.url, messaging.external?.sharedGroup],
      [undefined, 'mqtt://mosquitto:1883', 'milldash'],
    );
    assert.deepEqual(http.trustProxy, ['172.31.208.0/24']);
    assert.match(node, /^ {4}networks: \[default, front\]$/m);
    assert.ok(node.includes(`TRUST_PROXY:-${network.subnet}}`));
    const own = { MQTT_URL: 'mqtts://broker:8883', MQTT_SHARED_GROUP: 'mills', TRUST_PROXY: '10.0.0.1' };
    const chosen = readConfig(environmentOf({ POSTGRES_PASSWORD: 'letters', ...own }));
    assert.deepEqual(
      [chosen.messaging.external?.url, chosen.messaging.external?.sharedGroup, chosen.http.trustProxy],
      ['mqtts://broker:8883', 'mills', ['10.0.0.1']],
    );
  });

  test('goes on with the `.env` of one process, whose own broker has a door that the processes do not have', () => {
    const ofOne = { MQTT_TLS_CERT: '/data/certificate.pem', MQTT_TLS_KEY: '/data/key.pem', MQTT_ANONYMOUS: 'true' };
    const { messaging, warnings } = readConfig(environmentOf({ POSTGRES_PASSWORD: 'letters', ...ofOne }));
    assert.equal(messaging.external?.url, 'mqtt://mosquitto:1883');
    assert.match(warnings.join(), /^MQTT_TLS_CERT, MQTT_TLS_KEY, MQTT_ANONYMOUS: without effect/);
  });

  test('has a `.env` for its broker that one process can go on with, which is told what does nothing there', () => {
    const ofScale = { MQTT_BROKER_USER: 'mill', MQTT_BROKER_PASSWORD: 'hunter2', MQTT_SHARED_GROUP: 'mills' };
    const { external } = readConfig(environmentOf({ POSTGRES_PASSWORD: 'letters', ...ofScale })).messaging;
    assert.deepEqual([external?.user, external?.password], ['mill', 'hunter2']);
    const inParts = { MQTT_BROKER_HOST: 'broker.factory.example', MQTT_BROKER_PORT: '1884', ...ofScale };
    for (const env of [inParts, environmentOf({ POSTGRES_PASSWORD: 'letters', ...inParts })])
      assert.equal(readConfig(env).messaging.external?.url, 'mqtt://broker.factory.example:1884');
    const { messaging, warnings } = readConfig(ofScale);
    assert.notEqual(messaging.embedded, undefined);
    assert.match(warnings.join(), /^MQTT_BROKER_USER, MQTT_BROKER_PASSWORD, MQTT_SHARED_GROUP: without effect/);
  });

  test('hands over every variable that docs/operations/scaling.md names, and each process has a name of its own', () => {
    const scaling = readFileSync(new URL('../../docs/operations/scaling.md', import.meta.url), 'utf8');
    const named = [...scaling.matchAll(/^\| `([A-Z0-9_]+)=[^`]*` \|/gm)].map(([, name = '']) => name);
    assert.ok(named.length >= 6, 'the table was read');
    const handed = environmentOf({ POSTGRES_PASSWORD: 'letters' });
    for (const name of named) {
      assert.ok((variableNames as readonly string[]).includes(name), `${name} is no variable`);
      assert.ok(name in handed, `${name} is not handed over`);
    }
    assert.match(node, /^ {6}<<: \*environment$/m);
    assert.match(services.get('milldash') ?? '', /^ {4}environment: &environment$/m);
    assert.match(node, /INSTANCE_ID=\$\$\(hostname\) exec node bin\/milldash\.js serve/);
  });

  test('publishes the proxy alone, which finds the processes by the name of their service', () => {
    const ofScale = [...services].filter(([, text]) => /^ {4}profiles: \[.*\bscale\b.*\]$/m.test(text));
    assert.deepEqual(ofScale.map(([name]) => name).toSorted(), ['mosquitto', 'node', 'proxy']);
    assert.deepEqual(
      ofScale.filter(([, text]) => /^ {4}ports:$/m.test(text)).map(([name]) => name),
      ['proxy'],
    );
    const caddy = readFileSync(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8');
    assert.match(caddy, /^:8000 \{$/m);
    assert.match(caddy, /^\t\tdynamic a node 8000 \{$/m);
    const proxy = services.get('proxy') ?? '';
    assert.match(proxy, /:8000$/m);
    // else it would say that everybody came by http, and a browser at https could not sign in
    assert.match(caddy, /^\t\ttrusted_proxies static \{\$FRONT_PROXY\}$/m);
    const [, believed] = /^ {6}FRONT_PROXY: \$\{FRONT_PROXY:-(.+)\}$/m.exec(proxy) ?? [];
    // no network: whoever lives in it could say that they are somebody else, or would all be taken for one
    assert.equal(believed, network.gateway);
  });

  test('waits for services that say when they are well, and leaves time for what is under way', () => {
    const image = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
    assert.match(image, /^HEALTHCHECK /m);
    for (const text of services.values()) {
      for (const [, name = ''] of text.matchAll(/^ {6}([a-z]+):\n {8}condition: service_healthy$/gm)) {
        const awaited = services.get(name) ?? '';
        assert.ok(/^ {4}healthcheck:$/m.test(awaited) || /^ {4}image: milldash$/m.test(awaited), name);
      }
    }
    const grace = Number(/^ {4}stop_grace_period: (\d+)s$/m.exec(node)?.[1]);
    const { drainTimeoutMs } = readConfig(environmentOf({ POSTGRES_PASSWORD: 'letters' })).http;
    assert.ok(grace * 1_000 > drainTimeoutMs, `${grace} s`);
  });
});

/** The text of each service, by its name: what is below it, as the file indents it. */
function readServices(): Map<string, string> {
  const all = /^services:\n([\s\S]*?)^networks:$/m.exec(compose)?.[1] ?? '';
  const [, ...parts] = all.split(/^ {2}([a-z]+):\n/m);
  return new Map(parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1] ?? ''] as const] : [])));
}
