/** The demo beside the settings of a real installation: it reaches nothing of it, and none of them stands in its way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoEnvironment } from '../../src/commands/demo-environment.ts';
import { readConfig } from '../../src/config/index.ts';

test('the demo starts without a word beside another broker, in whichever way that is named', () => {
  const shared = { MQTT_CA: 'ca.pem', MQTT_SHARED_GROUP: 'mills', MQTT_BROKER_USER: 'mill', MQTT_BROKER_PASSWORD: 'x' };
  for (const named of [
    { MQTT_URL: 'mqtts://broker.factory.example' },
    { MQTT_BROKER_HOST: 'broker.factory.example', MQTT_BROKER_PORT: '1884' },
  ]) {
    const { messaging, warnings } = readConfig(demoEnvironment({ ...shared, ...named }, './data-demo'));
    assert.deepEqual([messaging.external, warnings], [undefined, []]);
  }
});
