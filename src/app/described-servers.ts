/** Where the process that answers listens, or which broker it speaks with: as it is set up, without credentials. */
import type { Config } from '../config/index.ts';
import type { DescribedServers, MqttServerDescription } from '../platform/http/index.ts';

const USUAL_PORTS: Readonly<Record<string, number>> = { mqtt: 1_883, mqtts: 8_883, ws: 80, wss: 443 };

/** Without a time: it is true when it is told. */
const lastWill = {
  topic: 'milldash/v1/machines/{machine_id}/status',
  message: '{"status": "offline"}',
  qos: 1,
} as const;

export function describedServers({ http, messaging }: Pick<Config, 'http' | 'messaging'>): DescribedServers {
  return { host: hostOf(http.host, http.port), mqtt: brokersOf(messaging), lastWill };
}

function brokersOf({ external, embedded }: Config['messaging']): MqttServerDescription[] {
  if (external !== undefined) {
    const { protocol, hostname, port, pathname } = new URL(external.url);
    const scheme = protocol.replace(':', '');
    return [
      {
        name: 'mqtt',
        host: `${hostname}:${port === '' ? USUAL_PORTS[scheme] : port}`,
        protocol: scheme,
        protocolVersion: '5',
        ...(pathname === '' || pathname === '/' ? {} : { pathname }),
        description: 'Another broker than the one that comes with MillDash, as `MQTT_URL` names it.',
      },
    ];
  }
  const { host = 'localhost', port = 1_883, tls } = embedded ?? {};
  const description =
    embedded === undefined
      ? 'None is set up: `MQTT_EMBEDDED=true` or `MQTT_URL` would.'
      : 'The one that comes with MillDash. `GET /api/v1/messaging/status` says where devices connect to.';
  const broker = { protocolVersion: '3.1.1', description };
  return [
    { name: 'mqtt', host: hostOf(host, port), protocol: 'mqtt', ...broker },
    ...(tls === undefined ? [] : [{ name: 'mqttOverTls', host: hostOf(host, tls.port), protocol: 'mqtts', ...broker }]),
  ];
}

/** Who listens everywhere is not found by that address. Port 0 is whichever is free at the start. */
function hostOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return port === 0 ? name : `${name}:${port}`;
}
