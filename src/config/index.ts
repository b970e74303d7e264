/** The configuration's front door. */
export type {
  AuthConfig,
  Config,
  ConfigWithoutKey,
  EmbeddedBrokerConfig,
  ExternalBrokerConfig,
  FactoryConfig,
  HttpConfig,
  LogConfig,
  MailConfig,
  MessagingConfig,
} from './config.ts';
export { isOpenToOthers, makeDataDir } from './data-dir.ts';
export { describeConfig } from './describe.ts';
export { readEnvironment } from './env-file.ts';
export { loadConfig, readConfig } from './load.ts';
export { ConfigurationError } from './problems.ts';
export { type Environment, unknownHost } from './read-values.ts';
export { renderConfigurationTable, renderEnvExample } from './reference.ts';
export { keepSecretKey, secretKeyFile } from './secret-key.ts';
