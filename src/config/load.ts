/** Environment → {@link Config}: typed, nested, in our units, checked across variables. */
import { resolve } from 'node:path';
import type { Config, ConfigWithoutKey, FileBucketConfig, FourJawConfig } from './config.ts';
import { isOpenToOthers, makeDataDir } from './data-dir.ts';
import { mailOf } from './mail.ts';
import { messagingOf } from './messaging.ts';
import { idleMessagingSettings } from './messaging-rules.ts';
import { type Environment, readValues } from './read-values.ts';
import { keepSecretKey, secretKeyFile } from './secret-key.ts';
import { findMisspellings } from './spelling.ts';
import type { Values } from './variables.ts';

/**
 * The whole configuration. Makes DATA_DIR, and the secret key where none is set or kept.
 *
 * @throws ConfigurationError
 */
export function loadConfig(env: Environment): Config {
  const config = readConfig(env);
  const { dataDir } = config;
  makeDataDir(dataDir);
  const secretKey = config.secretKey ?? keepSecretKey(dataDir);
  const file = secretKeyFile(dataDir);
  const warnings = [...config.warnings];
  if (isOpenToOthers(dataDir))
    warnings.push(`Others on this machine can look into ${dataDir}: run chmod 700 ${dataDir}`);
  if (isOpenToOthers(file)) warnings.push(`${file} can be read by others on this machine: run chmod 600 ${file}`);
  return { ...config, secretKey, warnings };
}

/**
 * The configuration without a made key: reads, and leaves no trace.
 *
 * @throws ConfigurationError
 */
export function readConfig(env: Environment): ConfigWithoutKey {
  const values = readValues(env);
  const dataDir = resolve(values.DATA_DIR);
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = values;
  return {
    http: {
      host: values.HOST,
      port: values.PORT,
      corsOrigins: values.CORS_ORIGINS,
      trustProxy: values.TRUST_PROXY,
      apiDocs: values.API_DOCS,
      bodyLimitBytes: values.BODY_LIMIT_BYTES,
      uploadLimitBytes: values.UPLOAD_LIMIT_BYTES,
      requestTimeoutMs: values.REQUEST_TIMEOUT_SECONDS * 1_000,
      drainTimeoutMs: values.DRAIN_TIMEOUT_SECONDS * 1_000,
      rateLimits: {
        signedIn: { perSecond: values.RATE_LIMIT_PER_SECOND, burst: values.RATE_LIMIT_BURST },
        stranger: { perSecond: values.RATE_LIMIT_STRANGER_PER_SECOND, burst: values.RATE_LIMIT_STRANGER_BURST },
      },
    },
    database: values.DATABASE_URL ?? { engine: 'sqlite', file: resolve(dataDir, 'milldash.db') },
    dataDir,
    fileBucket: readFileBucket(values),
    instanceId: values.INSTANCE_ID,
    secretKey: values.SECRET_KEY,
    factory: {
      timezone: values.FACTORY_TIMEZONE,
      dayShiftStart: values.DAY_SHIFT_START,
      dayShiftEnd: values.DAY_SHIFT_END,
    },
    auth: {
      accessTokenMinutes: values.ACCESS_TOKEN_EXPIRE_MINUTES,
      refreshTokenMinutes: values.REFRESH_TOKEN_EXPIRE_MINUTES,
      selfRegistration: values.SELF_REGISTRATION,
    },
    messaging: messagingOf(values),
    firstAdmin: email === undefined || password === undefined ? undefined : { email, password },
    fourjaw: readFourJaw(values),
    mail: mailOf(values),
    log: {
      level: values.LOG_LEVEL,
      colour: values.LOG_COLOR,
      file: values.LOG_FILE === undefined ? undefined : resolve(values.LOG_FILE),
      fileMaxBytes: values.LOG_FILE_SIZE_MIB * 1_048_576,
      filesKept: values.LOG_FILES_KEPT,
    },
    warnings: [
      ...findMisspellings(env).map(
        ({ found, meant }) => `${found} is not a variable of MillDash and is ignored: did you mean ${meant}?`,
      ),
      ...idleMessagingSettings(values),
    ],
  };
}

function readFileBucket(values: Values): FileBucketConfig | undefined {
  const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket } = values;
  const { FILES_S3_ACCESS_KEY_ID: accessKeyId, FILES_S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if (endpoint === undefined || bucket === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const { FILES_S3_PREFIX: prefix, FILES_S3_REGION: region } = values;
  return { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey };
}

function readFourJaw(values: Values): FourJawConfig | undefined {
  const { FOURJAW_BASE_URL: baseUrl, FOURJAW_API_KEY: apiKey } = values;
  if (baseUrl === undefined || apiKey === undefined) return undefined;
  return {
    baseUrl,
    apiKey,
    assetIds: values.FOURJAW_ASSET_IDS,
    machineLevel: values.FOURJAW_MACHINE_LEVEL,
    pollIntervalMs: values.FOURJAW_POLL_SECONDS * 1_000,
    firstDays: values.FOURJAW_FIRST_DAYS,
    concurrency: values.FOURJAW_CONCURRENCY,
    pageSize: values.FOURJAW_PAGE_SIZE,
    timeoutMs: values.FOURJAW_TIMEOUT_SECONDS * 1_000,
    statusPeriodsPath: values.FOURJAW_STATUS_PERIODS_PATH,
    assetsPath: values.FOURJAW_ASSETS_PATH,
  };
}
