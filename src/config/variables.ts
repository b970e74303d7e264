/**
 * Every variable of the environment that MillDash reads, in one list.
 *
 * The typed configuration, `.env.example` and docs/reference/configuration.md all come from here. Names that the
 * predecessor had keep their meaning.
 */
import { filesVariables } from './files.variables.ts';
import { fourjawVariables } from './fourjaw.variables.ts';
import { mailVariables } from './mail.variables.ts';
import { messagingVariables } from './messaging.variables.ts';
import {
  type DefaultedVariable,
  databaseAddress,
  emailAddress,
  flag,
  hostName,
  mebibyte,
  oneOf,
  origins,
  path,
  textLike,
  timeOfDay,
  timeZone,
  trustProxy,
  type Variable,
  variable,
  wholeNumber,
} from './variable.ts';

/** Shorter keys could be guessed from one signed token. */
export const SECRET_KEY_LENGTH_MIN = 32;

export const variables = {
  HOST: variable(
    {
      group: 'The server',
      help: 'Address to listen on. The default answers on this machine only, as 127.0.0.1, ::1 and localhost.',
      default: '127.0.0.1',
    },
    hostName,
  ),
  PORT: variable(
    { group: 'The server', help: 'TCP port to listen on; 0 takes any free one.', default: '8000' },
    wholeNumber(0, 65_535),
  ),
  CORS_ORIGINS: variable(
    {
      group: 'The server',
      help: 'Web pages of these origins may call the API with a signed-in user’s rights.',
      default: 'http://localhost,http://localhost:5173,http://localhost:3000',
    },
    origins,
  ),
  TRUST_PROXY: variable(
    {
      group: 'The server',
      help: 'Reverse proxies whose X-Forwarded-For is believed; a client’s address counts for limits and the audit.',
      default: 'false',
    },
    trustProxy,
  ),
  API_DOCS: variable(
    { group: 'The server', help: 'Whether /docs, /openapi.json and /asyncapi.json are served.', default: 'true' },
    flag,
  ),
  INSTANCE_ID: variable(
    {
      group: 'The server',
      help: 'Name of this process in logs, in the list of jobs, and to a broker; a different one for each process.',
      default: 'milldash',
    },
    textLike(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, '1 to 64 letters, digits, dots, dashes or underscores'),
  ),

  DATA_DIR: variable(
    {
      group: 'Where the data is',
      help: 'Folder of the database file, the secret key and uploaded files.',
      default: './data',
    },
    path,
  ),
  DATABASE_URL: variable(
    {
      group: 'Where the data is',
      help: 'The database: a SQLite file, or PostgreSQL.',
      whenUnset: 'the SQLite file milldash.db in DATA_DIR',
    },
    databaseAddress,
  ),

  ...filesVariables,

  FACTORY_TIMEZONE: variable(
    {
      group: 'The factory',
      help: 'Time zone of the factory: shifts and production days follow its clocks.',
      default: 'Europe/London',
    },
    timeZone,
  ),
  DAY_SHIFT_START: variable(
    {
      group: 'The factory',
      help: 'Start of the DAY shift, which ends the NIGHT shift. Seeds the shift calendar of an empty database.',
      default: '06:00',
    },
    timeOfDay,
  ),
  DAY_SHIFT_END: variable(
    {
      group: 'The factory',
      help: 'End of the DAY shift, which starts the NIGHT shift. Seeds the shift calendar of an empty database.',
      default: '18:00',
    },
    timeOfDay,
  ),

  SECRET_KEY: variable(
    {
      group: 'Signing in',
      help: 'Signs access tokens and encrypts secrets of webhooks. The same for all processes; changing it signs everybody out.',
      whenUnset: 'made once and kept in DATA_DIR/secret.key, readable by its owner only',
      secret: true,
    },
    textLike(
      new RegExp(`^[^\\r\\n]{${SECRET_KEY_LENGTH_MIN},1024}$`),
      `random text of at least ${SECRET_KEY_LENGTH_MIN} characters`,
    ),
  ),
  ACCESS_TOKEN_EXPIRE_MINUTES: variable(
    { group: 'Signing in', help: 'Minutes that an access token lives.', default: '60' },
    wholeNumber(1, 1_440),
  ),
  REFRESH_TOKEN_EXPIRE_MINUTES: variable(
    { group: 'Signing in', help: 'Minutes that a session lives without being used.', default: '10080' },
    wholeNumber(1, 525_600),
  ),
  SELF_REGISTRATION: variable(
    {
      group: 'Signing in',
      help: 'Whether a stranger may ask for an account (VIEWER); it waits for an ADMIN to activate it.',
      default: 'false',
    },
    flag,
  ),

  ADMIN_EMAIL: variable(
    {
      group: 'The first administrator',
      help: 'On a database without users, an ADMIN with this e-mail address is created at the start.',
      whenUnset: 'nobody is created; use `milldash create-user`',
    },
    emailAddress,
  ),
  ADMIN_PASSWORD: variable(
    {
      group: 'The first administrator',
      help: 'Password of that ADMIN; take it out of the environment once they have signed in.',
      whenUnset: 'must be set together with ADMIN_EMAIL',
      secret: true,
    },
    textLike(/^.{1,256}$/su, 'a password of at most 256 characters that the password rules accept'),
  ),

  ...fourjawVariables,
  ...messagingVariables,
  ...mailVariables,

  BODY_LIMIT_BYTES: variable(
    { group: 'Limits', help: 'Largest request body.', default: String(mebibyte) },
    wholeNumber(1_024, 64 * mebibyte),
  ),
  UPLOAD_LIMIT_BYTES: variable(
    { group: 'Limits', help: 'Largest uploaded file.', default: String(1_024 * mebibyte) },
    wholeNumber(1_024, 1_048_576 * mebibyte),
  ),
  REQUEST_TIMEOUT_SECONDS: variable(
    {
      group: 'Limits',
      help: 'How long a request may take to arrive (uploads excepted) and to be answered.',
      default: '30',
    },
    wholeNumber(1, 600),
  ),
  DRAIN_TIMEOUT_SECONDS: variable(
    { group: 'Limits', help: 'How long a stop waits for the requests that are being answered.', default: '10' },
    wholeNumber(0, 300),
  ),
  RATE_LIMIT_PER_SECOND: variable(
    { group: 'Limits', help: 'Requests a second of one signed-in user or API key, in the long run.', default: '5000' },
    wholeNumber(1, 10_000_000),
  ),
  RATE_LIMIT_BURST: variable(
    { group: 'Limits', help: 'Requests that one signed-in user or API key may send at once.', default: '500' },
    wholeNumber(1, 10_000_000),
  ),
  RATE_LIMIT_STRANGER_PER_SECOND: variable(
    {
      group: 'Limits',
      help: 'Requests a second of one address that has not signed in, in the long run.',
      default: '20',
    },
    wholeNumber(1, 10_000_000),
  ),
  RATE_LIMIT_STRANGER_BURST: variable(
    { group: 'Limits', help: 'Requests that one address that has not signed in may send at once.', default: '200' },
    wholeNumber(1, 10_000_000),
  ),

  LOG_LEVEL: variable(
    {
      group: 'The log',
      help: 'Least important line that is written; debug adds payloads and queries.',
      default: 'info',
    },
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  ),
  LOG_COLOR: variable(
    { group: 'The log', help: 'Colours on the console; auto: on a terminal without NO_COLOR.', default: 'auto' },
    oneOf('auto', 'always', 'never'),
  ),
  LOG_FILE: variable(
    {
      group: 'The log',
      help: 'File that also takes every line, as JSON in Elastic Common Schema.',
      whenUnset: 'the console only',
    },
    path,
  ),
  LOG_FILE_SIZE_MIB: variable(
    { group: 'The log', help: 'Size at which the log file is rotated, in MiB.', default: '20' },
    wholeNumber(1, 10_240),
  ),
  LOG_FILES_KEPT: variable(
    { group: 'The log', help: 'How many rotated log files are kept.', default: '10' },
    wholeNumber(1, 1_000),
  ),
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;

type ValueOf<Definition> =
  Definition extends DefaultedVariable<infer Value>
    ? Value
    : Definition extends Variable<infer Value>
      ? Value | undefined
      : never;

/** Name → typed value; undefined only for what has no default. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> };

export const variableNames = Object.keys(variables) as VariableName[];
