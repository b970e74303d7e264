/** The broker that machines report to: whether ours can listen, or whether another one lets us in. */
import { readOwnCertificate, readPem } from '../../app/tls-files.ts';
import type { ConfigWithoutKey, EmbeddedBrokerConfig, ExternalBrokerConfig } from '../../config/index.ts';
import { findSignInTrouble, type SignInTrouble } from '../../platform/transport/index.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { isMillDash, tryToListen } from './ports.ts';

const defaultPorts: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };

export async function checkBroker(config: ConfigWithoutKey): Promise<Finding[]> {
  const { external, embedded } = config.messaging;
  if (external !== undefined) return [await checkExternal(external, config)];
  if (embedded !== undefined) return checkEmbedded(embedded, config);
  return [ok('broker', 'None: machines cannot report by MQTT (MQTT_EMBEDDED is false).')];
}

async function checkEmbedded(embedded: EmbeddedBrokerConfig, { http }: ConfigWithoutKey): Promise<Finding[]> {
  const { host, port, tls } = embedded;
  const findings = [await checkDoor(host, port, 'MQTT_PORT', http)];
  if (tls === undefined) return findings;
  findings.push(await checkDoor(host, tls.port, 'MQTT_TLS_PORT', http));
  try {
    await readOwnCertificate(tls.certificateFile, tls.keyFile);
  } catch (error) {
    findings.push(fail('broker', (error as Error).message, 'Correct MQTT_TLS_CERT and MQTT_TLS_KEY.'));
  }
  return findings;
}

async function checkDoor(
  host: string,
  port: number,
  variable: 'MQTT_PORT' | 'MQTT_TLS_PORT',
  http: ConfigWithoutKey['http'],
): Promise<Finding> {
  const where = `${host} port ${port}`;
  const failure = await tryToListen(host, port);
  if (failure === undefined) return ok('broker', `Our own can listen on ${where}.`);
  if (failure.code !== 'EADDRINUSE') {
    return fail('broker', `Listening on ${where} fails: ${failure.message}.`, `Check MQTT_HOST and ${variable}.`);
  }
  // most likely its own door: it would say in its readiness where another program has taken it
  if (await isMillDash(http.host, http.port)) return ok('broker', `MillDash runs, and ${where} is in use.`);
  const otherwise = variable === 'MQTT_PORT' ? ', or MQTT_URL to that program where it is a broker' : '';
  return warn('broker', `Another program listens on ${where}.`, `Set ${variable} to a free port${otherwise}.`);
}

async function checkExternal(external: ExternalBrokerConfig, config: ConfigWithoutKey): Promise<Finding> {
  const { url, user, password, caFile } = external;
  const { protocol, hostname, port } = new URL(url);
  const where = `${hostname.replace(/^\[|\]$/g, '')} port ${port === '' ? defaultPorts[protocol] : port}`;
  let ca: Buffer | undefined;
  try {
    ca = caFile === undefined ? undefined : await readPem('MQTT_CA', caFile);
  } catch (error) {
    return fail('broker', (error as Error).message, 'Correct MQTT_CA.');
  }
  const name = `milldash-${config.instanceId}`;
  // the running process has the name itself
  const clientId = `${name}:doctor`;
  const address = { url, user, password, ca, packetBytesMax: config.messaging.messageBytesMax };
  const trouble = await findSignInTrouble(address, clientId);
  if (trouble === undefined) return ok('broker', `The broker at ${where} lets MillDash in.`);
  return warn('broker', ...wordsOf(trouble, where, clientId));
}

const WAY =
  'Check the port and how MQTT_URL begins: mqtts:// or wss:// where the broker expects TLS, mqtt:// or ws:// where not.';
const CREDENTIALS = 'MQTT_URL, or MQTT_BROKER_USER and MQTT_BROKER_PASSWORD';

/** What is so, and what to do. */
function wordsOf({ kind, answer }: SignInTrouble, where: string, clientId: string): [message: string, advice: string] {
  const refused = `The broker at ${where} refuses MillDash: ${answer}.`;
  switch (kind) {
    case 'unreachable':
      return [`${where} does not answer (${answer}).`, 'Start the broker, or check MQTT_URL and the firewall.'];
    case 'ended':
      return [`${where} ends the connection (${answer}).`, `${WAY} It has to speak MQTT 5.`];
    case 'foreign':
      return [`What answers at ${where} does not speak MQTT (${answer}).`, WAY];
    case 'certificate':
      return [
        `The broker at ${where} shows a certificate that is not trusted: ${answer}.`,
        'Set MQTT_CA to a PEM file of the authority that signed it, name the broker in MQTT_URL as the certificate does, or renew it.',
      ];
    case 'credentials':
      return [refused, `Check user and password (${CREDENTIALS}), and whom the broker lets in.`];
    case 'version':
      return [refused, 'MQTT 5 is needed: let the broker accept it, or use one that speaks it.'];
    case 'name':
      return [refused, `Let the broker accept clients with names like MillDash's; this one was '${clientId}'.`];
    default:
      return [refused, 'Look at the log of the broker.'];
  }
}
