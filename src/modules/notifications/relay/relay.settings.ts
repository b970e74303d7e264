/** What the factory can set about events that go out by MQTT. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const relayEvents = defineSetting({
  key: 'mqtt.relay_events',
  schema: Type.Enum(['embedded', 'always', 'never']),
  default: 'embedded',
  description:
    'Whether events are published by MQTT under `milldash/v1/events/`: `embedded` to the broker that comes with MillDash, `always` also to another one that MQTT_URL names, where that broker decides who reads them. Switched off and on again it begins with what happens then.',
});
