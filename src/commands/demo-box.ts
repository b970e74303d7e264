/** What the demo prints at the end of its start: where it serves, and who can sign in. */
import type { DemoPerson } from './demo-folder.ts';

export interface DemoWelcome {
  /** `http://127.0.0.1:8000` */
  readonly address: string;
  /** `mqtt://127.0.0.1:1883`; undefined where machines cannot report. */
  readonly machines: string | undefined;
  readonly folder: string;
  readonly people: readonly DemoPerson[];
  readonly apiDocs: boolean;
  /** Whether a browser finds pages at the address. */
  readonly site: boolean;
}

export function renderWelcome({ address, machines, folder, people, apiDocs, site }: DemoWelcome): string {
  const emailWidth = Math.max(...people.map(({ email }) => email.length));
  const passwordWidth = Math.max(...people.map(({ password }) => password.length));
  return box([
    'The demo factory is running.',
    '',
    `Address   ${address}`,
    ...(site ? [] : ['          the API alone; `npm run build:web` makes the pages, for the next start']),
    ...(machines === undefined ? [] : [`Machines  ${machines}`]),
    ...(apiDocs ? [`API       ${address}/docs`] : []),
    '',
    'Sign in as',
    ...people.map(
      ({ email, password, role }) => `  ${email.padEnd(emailWidth)}  ${password.padEnd(passwordWidth)}  ${role}`,
    ),
    '',
    `Data      ${folder}`,
    '          made up by a simulator; `npm run demo -- --reset` throws it away and makes it anew',
    'Stop      Ctrl-C',
  ]);
}

function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  return [
    `╭${'─'.repeat(width + 4)}╮`,
    ...lines.map((line) => `│  ${line.padEnd(width)}  │`),
    `╰${'─'.repeat(width + 4)}╯`,
    '',
  ].join('\n');
}
