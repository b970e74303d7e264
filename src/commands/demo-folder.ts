/**
 * The demo's folder: made by the demo, marked by it, and the only thing that it ever writes to or throws away.
 *
 * A folder without the marker belongs to somebody else, whatever is in it.
 */
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRefusal } from './failures.ts';

const MARKER = '.milldash-demo';
const MARKER_VERSION = 1;

/** What the folder's factory was made from, and how far it has been simulated. */
export interface DemoState {
  readonly version: number;
  readonly seed: number;
  /** Instant of the factory's first period. */
  readonly fromMs: number;
  /** Everything before it is recorded; what ran then is open in the data. */
  readonly simulatedToMs: number;
  readonly people: readonly DemoPerson[];
}

export interface DemoPerson {
  readonly email: string;
  readonly role: string;
  readonly password: string;
}

/** Why the demo does not touch a folder. Its message is for the person who named it. */
export class NotADemoFolder extends CommandRefusal {
  constructor(folder: string, why: string) {
    super(`${folder} ${why}, so the demo leaves it alone. Name another folder with --dir, or empty this one yourself.`);
    this.name = 'NotADemoFolder';
  }
}

/**
 * The state of a demo folder; undefined where the folder is empty or not there yet.
 *
 * @throws NotADemoFolder
 */
export async function findDemo(folder: string): Promise<DemoState | undefined> {
  const names = await listNames(folder);
  if (names.length === 0) return undefined;
  if (!names.includes(MARKER)) throw new NotADemoFolder(folder, `is not empty and holds no ${MARKER}`);
  const state = parseState(await readFile(join(folder, MARKER), 'utf8'));
  if (state === undefined) throw new NotADemoFolder(folder, `holds a ${MARKER} that this version cannot read`);
  return state;
}

/** Throws a demo away, with everything in it. The folder itself goes too. @throws NotADemoFolder */
export async function removeDemo(folder: string): Promise<void> {
  const names = await listNames(folder);
  if (names.length === 0) return;
  if (!names.includes(MARKER)) throw new NotADemoFolder(folder, `is not empty and holds no ${MARKER}`);
  // the marker goes last: a removal that is cut short can be done again
  for (const name of names.filter((each) => each !== MARKER)) await rm(join(folder, name), { recursive: true });
  await rm(join(folder, MARKER));
}

/** Makes the folder, readable by its owner only, and marks it before anything else is written to it. */
export async function createDemo(
  folder: string,
  seed: number,
  fromMs: number,
  people: readonly DemoPerson[],
): Promise<DemoState> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const state: DemoState = { version: MARKER_VERSION, seed, fromMs, simulatedToMs: fromMs, people };
  await saveDemo(folder, state);
  return state;
}

/** Replaces the state as a whole. The file is readable by its owner only: it holds the demo's passwords. */
export async function saveDemo(folder: string, state: DemoState): Promise<void> {
  const draft = join(folder, `${MARKER}.draft`);
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  // a draft left by a process that died keeps its old mode
  await chmod(draft, 0o600);
  await rename(draft, join(folder, MARKER));
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new NotADemoFolder(folder, 'is a file');
    throw error;
  }
}

function parseState(text: string): DemoState | undefined {
  try {
    const state = JSON.parse(text) as DemoState;
    const fits =
      state.version === MARKER_VERSION &&
      Number.isSafeInteger(state.seed) &&
      Number.isSafeInteger(state.fromMs) &&
      Number.isSafeInteger(state.simulatedToMs) &&
      Array.isArray(state.people);
    return fits ? state : undefined;
  } catch {
    return undefined;
  }
}
