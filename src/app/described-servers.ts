/** Which kind of broker machines report to. Everybody may read it, so no address of the factory stands in it. */
import type { Config } from '../config/index.ts';
import type { DescribedServers, MqttServerDescription } from '../platform/http/index.ts';

/** Without a time: it is true when it is told. */
const lastWill = {
  topic: 'milldash/v1/machines/{machine_id}/status',
  message: '{"status": "offline"}',
  qos: 1,
} as const;

export function describedServers({ messaging }: Pick<Config, 'messaging'>): DescribedServers {
  return { mqtt: brokersOf(messaging), lastWill };
}

function brokersOf({ external, embedded }: Config['messaging']): MqttServerDescription[] {
  if (external !== undefined) {
    const description = 'Another broker than the one that comes with MillDash.';
    return [
      { name: 'mqtt', protocol: new URL(external.url).protocol.replace(':', ''), protocolVersion: '5', description },
    ];
  }
  const description =
    embedded === undefined
      ? 'None is set up: `MQTT_EMBEDDED=true` or `MQTT_URL` would.'
      : 'The one that comes with MillDash.';
  const broker = { protocolVersion: '3.1.1', description };
  return [
    { name: 'mqtt', protocol: 'mqtt', ...broker },
    ...(embedded?.tls === undefined ? [] : [{ name: 'mqttOverTls', protocol: 'mqtts', ...broker }]),
  ];
}
