/** What goes over sockets: the port that the server wants, and the broker. */
import { connect, createServer, type Socket } from 'node:net';
import type { ConfigWithoutKey } from '../../config/index.ts';
import { createMailer } from '../../platform/mail/index.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const ANSWER_WAIT_MS = 2_000;
const defaultPorts: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };

/** Free, or held by a running MillDash. */
export async function checkPort({ http: { host, port } }: ConfigWithoutKey): Promise<Finding> {
  const failure = await tryToListen(host, port);
  const where = `${host} port ${port}`;
  if (failure === undefined) return ok('port', `${where} is free.`);
  switch (failure.code) {
    case 'EADDRINUSE':
      return (await isMillDash(host, port))
        ? ok('port', `A running MillDash answers on ${where}.`)
        : fail('port', `Another program listens on ${where}.`, 'Stop it, or set another PORT.');
    case 'EACCES':
      return fail(
        'port',
        `This user may not listen on ${where}.`,
        'Set a PORT from 1024 on, or put a reverse proxy in front.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return fail(
        'port',
        `${host} is not an address of this machine.`,
        'Set HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (everyone).',
      );
    default:
      return fail('port', `Listening on ${where} fails: ${failure.message}.`, 'Check HOST and PORT.');
  }
}

/** Whether the mail server lets us in; nothing is sent. */
export async function checkMail({ mail }: ConfigWithoutKey): Promise<Finding> {
  if (mail === undefined) return ok('mail', 'SMTP_URL is unset: nobody is sent e-mail.');
  const where = `${mail.host} port ${mail.port}`;
  const problem = await createMailer(mail).findTrouble();
  if (problem === undefined) return ok('mail', `The mail server at ${where} lets MillDash in.`);
  return warn(
    'mail',
    `The mail server at ${where} cannot be used: ${problem}`,
    'Check SMTP_URL (or SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD), SMTP_TLS and SMTP_CA; e-mail waits for a day.',
  );
}

/** Whether another broker accepts connections, or whether ours can listen. */
export async function checkBroker({ http, messaging: { external, embedded } }: ConfigWithoutKey): Promise<Finding> {
  if (external !== undefined) return checkExternalBroker(external.url);
  if (embedded === undefined) return ok('broker', 'None: machines cannot report by MQTT (MQTT_EMBEDDED is false).');
  const { host, port } = embedded;
  const where = `${host} port ${port}`;
  const failure = await tryToListen(host, port);
  if (failure === undefined) return ok('broker', `Our own can listen on ${where}.`);
  if (failure.code !== 'EADDRINUSE') {
    return fail('broker', `Listening on ${where} fails: ${failure.message}.`, 'Check MQTT_HOST and MQTT_PORT.');
  }
  // most likely its own door: it would say in its readiness where another program has taken it
  if (await isMillDash(http.host, http.port)) return ok('broker', `MillDash runs, and ${where} is in use.`);
  return warn(
    'broker',
    `Another program listens on ${where}.`,
    'Set MQTT_PORT to a free port, or MQTT_URL to that program where it is a broker.',
  );
}

async function checkExternalBroker(url: string): Promise<Finding> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const number = port === '' ? (defaultPorts[protocol] ?? 0) : Number(port);
  const failure = await tryToConnect(host, number);
  if (failure === undefined) return ok('broker', `${host} port ${number} accepts connections.`);
  return warn(
    'broker',
    `${host} port ${number} does not answer (${failure}).`,
    'Start the broker, or check MQTT_URL and the firewall.',
  );
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function tryToConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ host, port });
    const finish = (failure: string | undefined) => {
      socket.destroy();
      resolve(failure);
    };
    socket.setTimeout(ANSWER_WAIT_MS, () => finish('no answer in time'));
    socket.once('connect', () => finish(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}

async function isMillDash(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const authority = reachable.includes(':') ? `[${reachable}]` : reachable;
  try {
    const response = await fetch(`http://${authority}:${port}/health/live`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WAIT_MS),
    });
    const body: unknown = await response.json();
    return response.ok && typeof body === 'object' && body !== null && 'status' in body;
  } catch {
    return false;
  }
}
