/** The typed configuration: what the rest of the program is given, in its units. */
import type { DatabaseAddress } from '../kernel/database-address.ts';
import type { TrustProxy } from './variable.ts';
import type { Values } from './variables.ts';

export interface Config {
  readonly http: HttpConfig;
  /** May hold a password: log its description only. */
  readonly database: DatabaseAddress;
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined: uploaded files are kept in the folder. */
  readonly fileBucket: FileBucketConfig | undefined;
  readonly instanceId: string;
  /** At least 32 characters. */
  readonly secretKey: string;
  readonly factory: FactoryConfig;
  readonly auth: AuthConfig;
  readonly messaging: MessagingConfig;
  /** Whom to create on a database without users. */
  readonly firstAdmin: { readonly email: string; readonly password: string } | undefined;
  /** Undefined: FourJaw is not asked for anything. */
  readonly fourjaw: FourJawConfig | undefined;
  /** Undefined: nobody is sent e-mail. */
  readonly mail: MailConfig | undefined;
  readonly log: LogConfig;
  /** What is odd and yet no reason to stop: sentences for the log at the start. */
  readonly warnings: readonly string[];
}

export interface FileBucketConfig {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly prefix: string | undefined;
  readonly region: string;
  readonly accessKeyId: string;
  /** A secret. */
  readonly secretAccessKey: string;
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: readonly string[];
  /** As Fastify takes it. */
  readonly trustProxy: TrustProxy;
  /** Whether /docs, /openapi.json and /asyncapi.json are served. */
  readonly apiDocs: boolean;
  readonly bodyLimitBytes: number;
  readonly uploadLimitBytes: number;
  readonly requestTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly rateLimits: { readonly signedIn: RateLimitConfig; readonly stranger: RateLimitConfig };
}

export interface RateLimitConfig {
  /** Requests per second that a caller's bucket regains. */
  readonly perSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

export interface FactoryConfig {
  /** IANA name. */
  readonly timezone: string;
  /** `HH:MM` local. */
  readonly dayShiftStart: string;
  /** `HH:MM` local; earlier than the start where the day shift passes midnight, never equal to it. */
  readonly dayShiftEnd: string;
}

export interface AuthConfig {
  readonly accessTokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly selfRegistration: boolean;
}

export interface FourJawConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** A secret. */
  readonly apiKey: string;
  /** Undefined: all machines. */
  readonly assetIds: readonly string[] | undefined;
  /** Undefined: assets without assets below them are machines. */
  readonly machineLevel: string | undefined;
  readonly pollIntervalMs: number;
  readonly firstDays: number;
  readonly concurrency: number;
  readonly pageSize: number;
  readonly timeoutMs: number;
  readonly statusPeriodsPath: string;
  readonly assetsPath: string;
}

/** How machines reach us: by one of both brokers, or not at all. */
export interface MessagingConfig {
  readonly embedded: EmbeddedBrokerConfig | undefined;
  readonly external: ExternalBrokerConfig | undefined;
  /** Topics on which any machine reports cuts. */
  readonly sharedCutTopics: readonly string[];
  /** Whether Sparkplug B is subscribed to at another broker. */
  readonly sparkplugSubscribed: boolean;
  readonly messageBytesMax: number;
}

export interface EmbeddedBrokerConfig {
  readonly host: string;
  readonly port: number;
  /** Whether somebody asked for this port: only then does the start fail where it is taken. */
  readonly isPortChosen: boolean;
  /** Files are absolute. */
  readonly tls: { readonly port: number; readonly certificateFile: string; readonly keyFile: string } | undefined;
  readonly anonymous: boolean;
  readonly connectionsMax: number;
}

export interface ExternalBrokerConfig {
  /** Without credentials. */
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Absolute. */
  readonly caFile: string | undefined;
  readonly sharedGroup: string | undefined;
}

/** The mail server that notifications are sent by. */
export interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** `starttls`: refused where the server cannot; `always`: from the first byte. */
  readonly tls: 'starttls' | 'always' | 'never';
  /** Absolute. */
  readonly caFile: string | undefined;
  readonly user: string | undefined;
  /** A secret. */
  readonly password: string | undefined;
  /** An address. */
  readonly from: string;
}

export interface LogConfig {
  readonly level: Values['LOG_LEVEL'];
  readonly colour: Values['LOG_COLOR'];
  /** Absolute; undefined: the console only. */
  readonly file: string | undefined;
  readonly fileMaxBytes: number;
  readonly filesKept: number;
}

/** Everything but the secret key, which may have to be made on disk first. */
export type ConfigWithoutKey = Omit<Config, 'secretKey'> & { readonly secretKey: string | undefined };
