/** Where another broker is, who we are there, and what every connection to it has in common. */
import type { IClientOptions } from 'mqtt';
import type { Logger } from '../logging/index.ts';

export interface BrokerAddress {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`; without credentials. */
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** PEM, where the broker's certificate is not signed by a public authority. */
  readonly ca: Buffer | undefined;
  readonly packetBytesMax: number;
  readonly log: Logger;
}

/** Messages that the broker sends before it waits for acknowledgements. */
const UNACKNOWLEDGED_MAX = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** @param expiryS how long the broker keeps the session after the connection */
export function connectOptionsOf(
  address: Omit<BrokerAddress, 'log'>,
  clientId: string,
  expiryS: number,
): IClientOptions {
  const { url, user, password, ca, packetBytesMax } = address;
  return {
    ...partsOf(url),
    protocolVersion: 5,
    clientId,
    clean: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    properties: {
      sessionExpiryInterval: expiryS,
      receiveMaximum: UNACKNOWLEDGED_MAX,
      maximumPacketSize: packetBytesMax,
    },
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca: [ca] }),
  };
}

/** The library reads a whole address by a function of Node's that is on its way out, and warns of it. */
function partsOf(url: string): Pick<IClientOptions, 'protocol' | 'hostname' | 'port' | 'path'> {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const isWebSocket = protocol.startsWith('ws');
  return {
    protocol: protocol.slice(0, -1) as 'mqtt' | 'mqtts' | 'ws' | 'wss',
    // a WebSocket is opened by an address again, everything else by a name or number
    hostname: isWebSocket ? hostname : hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(isWebSocket ? { path: pathname + search } : {}),
  };
}
