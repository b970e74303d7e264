/** Listening on a name that has no address is a mistake in the configuration, and is told as one. */
import { unknownHost } from '../config/index.ts';

/** @throws ConfigurationError where the name of the variable has no address; else what `listen` throws */
export async function onKnownHost<Result>(
  variable: 'HOST' | 'MQTT_HOST',
  host: string,
  listen: () => Promise<Result>,
): Promise<Result> {
  try {
    return await listen();
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === 'getaddrinfo' ? unknownHost(variable, host) : error;
  }
}
