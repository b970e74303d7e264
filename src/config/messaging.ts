/** How machines reach us, out of the variables of MQTT. */
import { resolve } from 'node:path';
import type { EmbeddedBrokerConfig, ExternalBrokerConfig, MessagingConfig } from './config.ts';
import type { Values } from './variables.ts';

/** What MQTT uses by itself. */
const USUAL_PORT = 1_883;

export function messagingOf(values: Values): MessagingConfig {
  const external = externalOf(values);
  return {
    external,
    embedded: external === undefined && values.MQTT_EMBEDDED ? embeddedOf(values) : undefined,
    sharedCutTopics: values.MQTT_TOPIC,
    sparkplugSubscribed: values.MQTT_SPARKPLUG,
    messageBytesMax: values.MQTT_MESSAGE_LIMIT_BYTES,
  };
}

function externalOf(values: Values): ExternalBrokerConfig | undefined {
  const { MQTT_URL: address, MQTT_BROKER_HOST: host, MQTT_BROKER_PORT: port, MQTT_CA: ca } = values;
  const url =
    address?.url ?? (host === undefined ? undefined : `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`);
  if (url === undefined) return undefined;
  return {
    url,
    user: address?.user ?? values.MQTT_BROKER_USER,
    password: address?.password ?? values.MQTT_BROKER_PASSWORD,
    caFile: ca === undefined ? undefined : resolve(ca),
    sharedGroup: values.MQTT_SHARED_GROUP,
  };
}

function embeddedOf(values: Values): EmbeddedBrokerConfig {
  const { MQTT_TLS_CERT: certificate, MQTT_TLS_KEY: key, MQTT_PORT: port } = values;
  const tls =
    certificate === undefined || key === undefined
      ? undefined
      : { port: values.MQTT_TLS_PORT, certificateFile: resolve(certificate), keyFile: resolve(key) };
  return {
    host: values.MQTT_HOST ?? values.HOST,
    port: port ?? USUAL_PORT,
    isPortChosen: port !== undefined,
    tls,
    anonymous: values.MQTT_ANONYMOUS,
    connectionsMax: values.MQTT_CONNECTIONS_MAX,
  };
}
