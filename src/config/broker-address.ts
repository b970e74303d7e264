/** Which MQTT broker `MQTT_URL` names: its address apart from its credentials, which no log may hold. */
import type { Kind } from './variable.ts';

export interface BrokerAddress {
  /** Without credentials: `mqtts://broker.factory.example:8883`. */
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

const SCHEME = /^(mqtts?|wss?):\/\//i;

export const brokerAddress: Kind<BrokerAddress> = {
  allowed: 'mqtt://, mqtts://, ws:// or wss:// with host, port and, for ws, a path; user:password@ percent-encoded',
  read(text) {
    if (!SCHEME.test(text) || !URL.canParse(text)) return undefined;
    const url = new URL(text);
    try {
      const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
      url.username = '';
      url.password = '';
      if (url.hostname === '' || url.hash !== '') return undefined;
      const bare = /^mqtts?:$/.test(url.protocol) ? `${url.protocol}//${url.host}` : url.href;
      return { url: bare, user: user === '' ? undefined : user, password: password === '' ? undefined : password };
    } catch {
      return undefined;
    }
  },
};
