/**
 * Whether docs/reference/asyncapi.json is a sound AsyncAPI 3 document: held against the standard's own JSON schema, every
 * reference leads somewhere, and every payload is a schema.
 */
import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

const FILE = 'docs/reference/asyncapi.json';
const read = async (path: URL) => JSON.parse(await readFile(path, 'utf8')) as Json;
const document = await read(new URL(`../${FILE}`, import.meta.url));
const standard = await read(new URL(import.meta.resolve('@asyncapi/specs/schemas/3.0.0.json')));

const problems: string[] = [];
const tell = (place: string, errors: readonly ErrorObject[] | null | undefined) => {
  for (const { instancePath, message } of errors ?? []) problems.push(`${place}${instancePath} ${message}`);
};

// the standard's schema brings the schema of schemas along, and names formats that say nothing here
const options = { strict: false, logger: false, validateSchema: false } as const;
const judge = new Ajv({ ...options, allErrors: false, meta: false });
addFormats.default(judge);
const isSound = judge.compile(standard);
if (!isSound(document)) tell('', isSound.errors);

/** Every object of the document with where it stands. */
function* parts(value: unknown, place = '#'): Generator<[place: string, part: Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Json];
  for (const [key, inner] of Object.entries(value)) {
    yield* parts(inner, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const all = new Map(parts(document));
for (const [place, { $ref: reference }] of all) {
  if (typeof reference === 'string' && !all.has(reference))
    problems.push(`${place} refers to ${reference}, which is not there`);
}

const payloads = new Ajv({ ...options, validateSchema: true });
addFormats.default(payloads);
payloads.addSchema({ ...document, $id: 'document' }, 'document');
for (const [name] of Object.entries((document['components'] as { messages: Json }).messages)) {
  const place = `#/components/messages/${name}/payload`;
  try {
    payloads.compile({ $ref: `document${place}` });
  } catch (error) {
    problems.push(`${place} is no schema: ${String(error)}`);
  }
}

for (const problem of problems) console.error(`${FILE}: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
