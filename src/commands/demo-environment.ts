/** The environment as the demo sees it: its own folder, and no way to anything real. */
import type { Environment } from '../config/index.ts';

/** What says where real data are, and how to get at them. */
const realThings = [
  'DATA_DIR',
  'DATABASE_URL',
  'SECRET_KEY',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'FOURJAW_BASE_URL',
  'FOURJAW_API_KEY',
  'LOG_FILE',
  'MQTT_URL',
  'MQTT_BROKER_HOST',
  'MQTT_BROKER_PORT',
  'MQTT_BROKER_USER',
  'MQTT_BROKER_PASSWORD',
  'MQTT_CA',
  'MQTT_SHARED_GROUP',
] as const;

/** Names of what is set in `env` and does not count in the demo. */
export function ignoredIn(env: Environment): string[] {
  return realThings.filter((name) => (env[name] ?? '') !== '');
}

export function demoEnvironment(env: Environment, folder: string): Environment {
  const kept = Object.entries(env).filter(([name]) => !realThings.some((real) => real === name));
  return { ...Object.fromEntries(kept), DATA_DIR: folder };
}
