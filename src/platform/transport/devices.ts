/** The devices that are connected to our broker: who each signed in as, and for how long it may be kept waiting. */
import type { Client, ConnectPacket } from 'aedes';
import type { Actor } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { GuardedConnection } from './guarded-connection.ts';
import { hasControlCharacter } from './topic-filters.ts';

/** MQTT 3.1.1, 3.2.2.3. */
export const returnCodes = { identifierRejected: 2, unavailable: 3, badCredentials: 4, notAuthorised: 5 } as const;

export const CLIENT_ID_LENGTH_MAX = 128;
const NAME_LENGTH_MAX = 256;

/** What a device says of itself before it has signed in. */
export interface Introduction {
  readonly address: string;
  readonly isLoopback: boolean;
  readonly keepaliveMs: number;
  /** Why it cannot be let in, whoever it is. */
  readonly fault: string | undefined;
  readonly will: ConnectPacket['will'];
}

export interface Device {
  actor: Actor;
  readonly address: string;
  /** How long an acknowledgement may take: its PINGREQs wait behind it. */
  readonly patienceMs: number;
  /** Each leaves a line in the log. */
  refusedSubscriptions: number;
  /** The last topic that it was found to may publish to: a device has one or two, and reports by the thousand. */
  allowedTopic?: string | undefined;
}

/** A device without keep-alive waits for so long. */
const PATIENCE_MS = 20_000;

export function introductionOf(client: Client, packet: ConnectPacket): Introduction {
  const address = (client.conn as GuardedConnection).remoteAddress ?? 'unknown';
  return {
    address,
    isLoopback: /^(::1|(::ffff:)?127\.)/.test(address),
    keepaliveMs: (packet.keepalive ?? 0) * 1_000,
    fault: findConnectFault(packet),
    will: packet.will,
  };
}

function findConnectFault({ clientId, username, will }: ConnectPacket): string | undefined {
  if (hasControlCharacter(clientId)) return 'The client id has control characters';
  if (clientId.length > CLIENT_ID_LENGTH_MAX) return `The client id is longer than ${CLIENT_ID_LENGTH_MAX} characters`;
  if (username !== undefined && (hasControlCharacter(username) || username.length > NAME_LENGTH_MAX)) {
    return 'The user name has control characters or is too long';
  }
  if (will !== undefined && (will.qos ?? 0) > 2) return 'The quality of service of the will is not 0, 1 or 2';
  return undefined;
}

export function deviceOf({ address, keepaliveMs }: Introduction, actor: Actor): Device {
  const patienceMs = keepaliveMs === 0 ? PATIENCE_MS : Math.min(PATIENCE_MS, keepaliveMs / 2);
  return { actor, address, patienceMs, refusedSubscriptions: 0 };
}

/** Why a device is not let in, and what the CONNACK says of it. */
export class ConnectionRefusal extends Error {
  readonly returnCode: number;

  constructor(returnCode: number, reason: string) {
    super(reason);
    this.name = 'ConnectionRefusal';
    this.returnCode = returnCode;
  }
}

/** What the device is told: of a failure of ours only that it may try again. */
export function refusalOf(error: unknown): ConnectionRefusal {
  if (error instanceof ConnectionRefusal) return error;
  const code = isBadCredentials(error) ? returnCodes.badCredentials : returnCodes.unavailable;
  return new ConnectionRefusal(code, 'Not signed in');
}

/** Why it is not let in, for the log: what the device is told says less. */
export function explainRefusal(error: unknown): string {
  if (error instanceof DomainError && error.code === 'not-authenticated') return 'It gave no user and no key';
  return error instanceof Error ? error.message : String(error);
}

const badCredentials: ReadonlySet<string> = new Set(['not-authenticated', 'token-invalid', 'account-disabled']);

/** Not so while the database is away: a device that is told of bad credentials may never try again. */
export function isBadCredentials(error: unknown): boolean {
  return error instanceof DomainError && badCredentials.has(error.code);
}
