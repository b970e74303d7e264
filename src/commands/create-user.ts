/** `milldash create-user`: an account that can sign in at once; the way to the first ADMIN. */
import { password as askPassword, isCancel } from '@clack/prompts';
import type { Config } from '../config/index.ts';
import { type Role, systemActor } from '../kernel/access.ts';
import { withServices } from '../services/command-services.ts';
import { CommandRefusal } from './failures.ts';

export interface CreateUserOptions {
  readonly email: string;
  readonly role: Role;
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordStdin?: boolean;
}

/** More than any password may have: what is longer is another file, given by mistake. */
const STDIN_LENGTH_MAX = 4_096;

export async function runCreateUser(config: Config, options: CreateUserOptions): Promise<number> {
  const password = options.passwordStdin === true ? await readPassword() : await promptPassword();
  const { email, role, firstName, lastName } = options;
  const user = await withServices(config, ({ users }) =>
    users.createUser(systemActor('create-user'), { email, role, firstName, lastName, password }),
  );
  process.stdout.write(`Created ${user.email} (${user.role}, id ${user.id}).\n`);
  return 0;
}

/** One line; a line break at its end is not part of it. */
async function readPassword(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.length > STDIN_LENGTH_MAX) throw new CommandRefusal('Standard input holds more than one password.', 2);
  }
  const line = text.replace(/\r?\n$/, '');
  if (line === '') throw new CommandRefusal('Standard input is empty: --password-stdin expects the password there.', 2);
  if (/[\r\n]/.test(line))
    throw new CommandRefusal('Standard input has several lines: --password-stdin expects one.', 2);
  return line;
}

async function promptPassword(): Promise<string> {
  if (process.stdin.isTTY !== true) {
    throw new CommandRefusal('There is no terminal to ask for the password: give it by --password-stdin.', 2);
  }
  const first = await ask('Password');
  const second = await ask('Password again');
  if (first !== second) throw new CommandRefusal('The two passwords differ. Nothing was created.');
  return first;
}

async function ask(message: string): Promise<string> {
  const answer = await askPassword({ message });
  if (isCancel(answer)) throw new CommandRefusal('Cancelled. Nothing was created.');
  return answer ?? '';
}
