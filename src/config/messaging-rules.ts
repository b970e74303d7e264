/**
 * Rules between the variables of MQTT: what contradicts itself is refused, what does nothing is told.
 *
 * What belongs to our own broker is only told where another one is named, and what belongs to another one where none is: a
 * `.env` that serves one process and several has both.
 * A default that is written out counts as unset.
 */
import { messagingVariables } from './messaging.variables.ts';
import type { ConfigProblem } from './problems.ts';
import type { Values, VariableName } from './variables.ts';

type Name = keyof typeof messagingVariables;

const ofOurBroker = [
  'MQTT_HOST',
  'MQTT_PORT',
  'MQTT_TLS_PORT',
  'MQTT_TLS_CERT',
  'MQTT_TLS_KEY',
  'MQTT_ANONYMOUS',
  'MQTT_CONNECTIONS_MAX',
] as const satisfies readonly Name[];

const ofAnotherBroker = [
  'MQTT_BROKER_PORT',
  'MQTT_BROKER_USER',
  'MQTT_BROKER_PASSWORD',
  'MQTT_CA',
  'MQTT_SHARED_GROUP',
] as const satisfies readonly Name[];

/** @param sound whether none of these is wrong by itself */
export function messagingProblems(values: Values, sound: (...names: VariableName[]) => boolean): ConfigProblem[] {
  const { MQTT_URL: address, MQTT_BROKER_HOST: host } = values;
  if (!sound('MQTT_URL', 'MQTT_BROKER_HOST')) return [];
  const problems: ConfigProblem[] = [];
  if (address !== undefined && host !== undefined) {
    const complaint = `is '${host}' although MQTT_URL is set; allowed: one of both.`;
    problems.push({ variable: 'MQTT_BROKER_HOST', value: host, complaint });
  }
  const refuse = (variable: Name, complaint: string) => {
    if (sound(variable) && isChosen(values, variable)) problems.push({ variable, value: undefined, complaint });
  };
  if (address !== undefined) {
    refuse('MQTT_BROKER_PORT', 'is set although MQTT_URL is set; allowed: the port in MQTT_URL.');
    const inBoth = (what: string) => `is set although MQTT_URL has a ${what}; allowed: one of both.`;
    if (address.user !== undefined) refuse('MQTT_BROKER_USER', inBoth('user'));
    if (address.password !== undefined) refuse('MQTT_BROKER_PASSWORD', inBoth('password'));
  }
  return problems;
}

/** What is set and does nothing: a line each with its reason, for the log at the start. */
export function idleMessagingSettings(values: Values): string[] {
  const { MQTT_URL: address, MQTT_BROKER_HOST: host, MQTT_TLS_CERT: certificate } = values;
  const idle = (names: readonly Name[], why: string) => {
    const chosen = names.filter((name) => isChosen(values, name));
    return chosen.length === 0 ? [] : [`${chosen.join(', ')}: without effect, because ${why}.`];
  };
  if (address === undefined && host === undefined) {
    const hasDoor = values.MQTT_EMBEDDED && certificate === undefined;
    return [
      ...idle(ofAnotherBroker, 'neither MQTT_URL nor MQTT_BROKER_HOST names another broker'),
      ...(hasDoor ? idle(['MQTT_TLS_PORT'], 'there is no TLS without MQTT_TLS_CERT and MQTT_TLS_KEY') : []),
    ];
  }
  const isEncrypted = address !== undefined && /^(mqtts|wss):/.test(address.url);
  const named = address === undefined ? 'MQTT_BROKER_HOST' : 'MQTT_URL';
  return [
    ...idle(ofOurBroker, `${named} names another broker and ours does not run`),
    ...(isEncrypted ? [] : idle(['MQTT_CA'], 'only MQTT_URL with mqtts:// or wss:// encrypts the way to that broker')),
  ];
}

function isChosen(values: Values, name: Name): boolean {
  const value = values[name];
  return value !== undefined && String(value) !== messagingVariables[name].default;
}
