/** The configuration as the log and `doctor` may show it. */
import { describeDatabaseAddress } from '../kernel/database-address.ts';
import type { Config, ConfigWithoutKey } from './config.ts';

const HIDDEN = '[hidden]';

/** All of the configuration with secrets replaced; the e-mail address of the first administrator stays. */
export function describeConfig(config: Config | ConfigWithoutKey): Record<string, unknown> {
  // the log takes whatever is called auth for a credential and hides it
  const { warnings: _, auth: signingIn, messaging, ...shown } = config;
  return {
    ...shown,
    messaging: {
      ...messaging,
      ...(messaging.external?.password !== undefined && { external: { ...messaging.external, password: HIDDEN } }),
    },
    signingIn,
    database: { engine: config.database.engine, location: describeDatabaseAddress(config.database) },
    secretKey: config.secretKey === undefined ? 'unset' : HIDDEN,
    ...(config.fileBucket !== undefined && { fileBucket: { ...config.fileBucket, secretAccessKey: HIDDEN } }),
    ...(config.fourjaw !== undefined && { fourjaw: { ...config.fourjaw, apiKey: HIDDEN } }),
    ...(config.mail?.password !== undefined && { mail: { ...config.mail, password: HIDDEN } }),
    ...(config.firstAdmin !== undefined && { firstAdmin: { email: config.firstAdmin.email, password: HIDDEN } }),
  };
}
