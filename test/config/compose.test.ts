import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { renderEnvExample } from '../../src/config/index.ts';
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
