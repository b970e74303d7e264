/** A failed command in one message that a person can act on; the stack is for LOG_LEVEL=debug. */
import { ConfigurationError } from '../config/index.ts';
import { DomainError } from '../kernel/errors.ts';

/** A command that cannot do what it was asked to; the message says what to do. */
export class CommandRefusal extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'CommandRefusal';
    this.exitCode = exitCode;
  }
}

/** Errors whose message was written for the person at the terminal. */
const forPeople = [ConfigurationError, CommandRefusal, DomainError] as const;
const unreachable =
  'Start the database, or correct the address, the name or the sign-in in DATABASE_URL; "milldash doctor" looks into it.';
const namedForPeople = new Set(['DatabaseNewerThanCode', 'DatabaseFileUnusable']);

export function explainFailure(error: unknown, verbose = asksForDetail()): string {
  if (verbose) return error instanceof Error ? detailOf(error) : String(error);
  if (!(error instanceof Error)) return `MillDash failed: ${String(error)}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') return explainListening(error);
  if (error instanceof DomainError && error.code === 'database-unavailable') return `${error.message} ${unreachable}`;
  const explained = forPeople.some((kind) => error instanceof kind) || namedForPeople.has(error.name);
  return explained ? error.message : `MillDash failed: ${error.message} (set LOG_LEVEL=debug for the details)`;
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationError) return 2;
  return error instanceof CommandRefusal ? error.exitCode : 1;
}

function explainListening(error: NodeJS.ErrnoException & { address?: string; port?: number }): string {
  const where = error.port === undefined ? (error.path ?? '') : `${error.address}:${error.port}`;
  if (error.code === 'EADDRINUSE') {
    return `Something already listens on ${where}. Stop it, or choose another PORT. "milldash doctor" says whether it is MillDash.`;
  }
  if (error.code === 'EADDRNOTAVAIL') return `HOST is not an address of this machine: cannot listen on ${where}.`;
  return `This user may not use ${where}${error.port !== undefined && error.port < 1_024 ? ': choose a PORT from 1024 on' : ''} (${error.message}).`;
}

function detailOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${detailOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

function asksForDetail(): boolean {
  return /^(debug|trace)$/i.test(process.env['LOG_LEVEL'] ?? '');
}
