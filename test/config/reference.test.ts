import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseEnv } from 'node:util';
import { readConfig, renderConfigurationTable, renderEnvExample } from '../../src/config/index.ts';
import { variableNames, variables } from '../../src/config/variables.ts';

const root = new URL('../..', import.meta.url).pathname;

describe('the generated references', () => {
  test('name every variable once, in one group each', () => {
    for (const name of variableNames) {
      assert.equal(renderEnvExample().match(new RegExp(`^#${name}=`, 'gm'))?.length, 1, name);
      assert.equal(renderConfigurationTable().match(new RegExp(`^\\| \`${name}\` \\|`, 'gm'))?.length, 1, name);
    }
  });

  test('change nothing when .env.example is copied, and state the real defaults when it is uncommented', () => {
    assert.deepEqual(parseEnv(renderEnvExample()), {});
    const uncommented = parseEnv(renderEnvExample().replace(/^#(?=[A-Z0-9_]+=)/gm, ''));
    const ofCompose = [
      'POSTGRES_PASSWORD',
      'MILLDASH_PUBLISH',
      'MILLDASH_PUBLISH_MQTT',
      'MILLDASH_PUBLISH_MQTTS',
      'MILLDASH_NODES',
      'FRONT_PROXY',
      'MILLDASH_SUBNET',
      'MILLDASH_GATEWAY',
    ];
    assert.deepEqual(Object.keys(uncommented).sort(), [...variableNames, ...ofCompose].toSorted());
    assert.deepEqual(readConfig(uncommented), readConfig({}));
  });

  test('name no variable that the program does not read', async () => {
    const texts: string[] = [];
    for await (const file of glob('src/**/*.ts', { cwd: root })) {
      if (!file.endsWith('config/variables.ts') && !file.endsWith('.test.ts')) {
        texts.push(await readFile(join(root, file), 'utf8'));
      }
    }
    const code = texts.join('\n').replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
    assert.deepEqual(
      variableNames.filter((name) => !new RegExp(`\\b${name}\\b`).test(code)),
      [],
    );
  });

  test('call only what is listened on an address of this machine', () => {
    const ofThisMachine = variableNames.filter((name) => variables[name].allowed.includes('of this machine'));
    assert.deepEqual(ofThisMachine, ['HOST', 'MQTT_HOST']);
  });

  test('show no default of a secret', () => {
    for (const name of ['SECRET_KEY', 'ADMIN_PASSWORD'] as const) assert.equal(variables[name].default, undefined);
  });
});
