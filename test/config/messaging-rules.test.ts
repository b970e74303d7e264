/** Variables of MQTT that contradict each other are refused, those that do nothing are told with the reason. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigurationError, type Environment, readConfig } from '../../src/config/index.ts';

const broker = { MQTT_BROKER_HOST: 'broker.factory.example' };
const url = { MQTT_URL: 'mqtts://broker.factory.example' };
const urlOfMill = { MQTT_URL: 'mqtts://mill:hunter2@broker.factory.example' };
const certificate = { MQTT_TLS_CERT: 'certificate.pem', MQTT_TLS_KEY: 'key.pem' };

describe('contradictions of MQTT', () => {
  const refused: [env: Environment, complaints: RegExp[]][] = [
    [
      { ...url, ...broker },
      [/^MQTT_BROKER_HOST is 'broker\.factory\.example' although MQTT_URL is set; allowed: one of/],
    ],
    [
      { ...url, MQTT_BROKER_PORT: '1884' },
      [/^MQTT_BROKER_PORT is set although MQTT_URL is set; .*the port in MQTT_URL/],
    ],
    [{ ...urlOfMill, MQTT_BROKER_USER: 'other' }, [/^MQTT_BROKER_USER is set although MQTT_URL has a user;/]],
    [
      { ...urlOfMill, MQTT_BROKER_PASSWORD: 'hunter2' },
      [/^MQTT_BROKER_PASSWORD is set although MQTT_URL has a password;/],
    ],
  ];
  for (const [env, complaints] of refused) {
    test(`${Object.keys(env).join(' and ')} are refused`, () => {
      assert.throws(
        () => readConfig(env),
        (error) => {
          assert.ok(error instanceof ConfigurationError);
          const found = error.problems.map(({ variable, complaint }) => `${variable} ${complaint}`);
          assert.equal(found.length, complaints.length, error.message);
          for (const [at, complaint] of complaints.entries()) assert.match(found[at] ?? '', complaint);
          assert.doesNotMatch(error.message, /hunter/);
          return true;
        },
      );
    });
  }

  test('whoever is named in parts, or signs in by a variable beside an address, is not refused', () => {
    const user = { MQTT_BROKER_USER: 'mill', MQTT_BROKER_PASSWORD: 'hunter2' };
    for (const env of [
      { ...broker, ...user, MQTT_BROKER_PORT: '1884' },
      { ...url, ...user },
      { MQTT_URL: 'mqtt://mill@broker.factory.example', MQTT_BROKER_PASSWORD: 'hunter2' },
    ]) {
      const { messaging, warnings } = readConfig(env);
      assert.deepEqual([messaging.external?.user, messaging.external?.password], ['mill', 'hunter2']);
      assert.deepEqual(warnings, []);
    }
  });
});

describe('settings of MQTT without effect', () => {
  const told: [env: Environment, warnings: string[]][] = [
    [
      { ...url, MQTT_PORT: '1884', ...certificate },
      [
        'MQTT_PORT, MQTT_TLS_CERT, MQTT_TLS_KEY: without effect, because MQTT_URL names another broker and ours does not run.',
      ],
    ],
    [
      { ...broker, MQTT_ANONYMOUS: 'true', MQTT_CONNECTIONS_MAX: '100' },
      [
        'MQTT_ANONYMOUS, MQTT_CONNECTIONS_MAX: without effect, because MQTT_BROKER_HOST names another broker and ours does not run.',
      ],
    ],
    [
      {
        MQTT_BROKER_PORT: '1884',
        MQTT_BROKER_USER: 'mill',
        MQTT_BROKER_PASSWORD: 'hunter2',
        MQTT_SHARED_GROUP: 'mills',
      },
      [
        'MQTT_BROKER_PORT, MQTT_BROKER_USER, MQTT_BROKER_PASSWORD, MQTT_SHARED_GROUP: without effect, because neither MQTT_URL nor MQTT_BROKER_HOST names another broker.',
      ],
    ],
    [
      { MQTT_URL: 'mqtt://broker.factory.example', MQTT_CA: 'ca.pem' },
      ['MQTT_CA: without effect, because only MQTT_URL with mqtts:// or wss:// encrypts the way to that broker.'],
    ],
    [
      { MQTT_TLS_PORT: '8884' },
      ['MQTT_TLS_PORT: without effect, because there is no TLS without MQTT_TLS_CERT and MQTT_TLS_KEY.'],
    ],
  ];
  for (const [env, warnings] of told) {
    test(`${Object.keys(env).join(' and ')}: one line says which and why`, () =>
      assert.deepEqual(readConfig(env).warnings, warnings));
  }

  test('nothing is told of what works, of defaults that are written out, and of a broker that is switched off', () => {
    for (const env of [
      { MQTT_PORT: '1884', MQTT_TLS_PORT: '8884', ...certificate },
      { ...url, MQTT_CA: 'ca.pem', MQTT_SHARED_GROUP: 'mills', MQTT_SPARKPLUG: 'true' },
      { ...url, MQTT_EMBEDDED: 'true', MQTT_TLS_PORT: '8883', MQTT_BROKER_PORT: '1883', MQTT_CONNECTIONS_MAX: '500' },
      { MQTT_BROKER_PORT: '1883' },
      { MQTT_EMBEDDED: 'false', MQTT_PORT: '1884', MQTT_TLS_PORT: '8884' },
    ])
      assert.deepEqual(readConfig(env).warnings, []);
  });
});
