import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createDemo, findDemo, NotADemoFolder, removeDemo, saveDemo } from '../../src/commands/demo-folder.ts';
import { inventPassword, inventPeople } from '../../src/commands/demo-people.ts';
import { roles } from '../../src/kernel/access.ts';
import { requireAcceptablePassword } from '../../src/modules/users/passwords.rules.ts';

describe('the folder of the demo', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'milldash-demo-'));
    folder = join(parent, 'data-demo');
  });
  afterEach(() => rm(parent, { recursive: true }));

  test('is made where there is none, and read back as it was kept', async () => {
    assert.equal(await findDemo(folder), undefined);
    const made = await createDemo(folder, 7, 1_000, []);
    assert.deepEqual(await findDemo(folder), made);
    const kept = { ...made, simulatedToMs: 2_000, people: inventPeople() };
    await saveDemo(folder, kept);
    assert.deepEqual(await findDemo(folder), kept);
  });

  test('may be there already, as long as it is empty', async () => {
    await mkdir(folder);
    assert.equal(await findDemo(folder), undefined);
    await createDemo(folder, 7, 1_000, []);
    assert.notEqual(await findDemo(folder), undefined);
  });

  test('and its marker, which holds passwords, are readable by nobody else', async () => {
    const state = await createDemo(folder, 7, 1_000, []);
    await writeFile(join(folder, '.milldash-demo.draft'), '', { mode: 0o644 });
    await saveDemo(folder, state);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, '.milldash-demo'))).mode & 0o777, 0o600);
  });

  test('of somebody else is neither opened nor thrown away', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'milldash.db'), 'precious');
    await assert.rejects(findDemo(folder), NotADemoFolder);
    await assert.rejects(removeDemo(folder), NotADemoFolder);
    assert.equal(await readFile(join(folder, 'milldash.db'), 'utf8'), 'precious');
  });

  test('is refused when it is a file or its marker is not one of ours', async () => {
    await writeFile(folder, 'a file');
    await assert.rejects(findDemo(folder), /is a file/);
    const other = join(parent, 'other');
    await mkdir(other);
    for (const marker of ['', '{}', '{"version":2,"seed":1,"fromMs":1,"simulatedToMs":1,"people":[]}']) {
      await writeFile(join(other, '.milldash-demo'), marker);
      await assert.rejects(findDemo(other), /cannot read/);
    }
  });

  test('is thrown away with everything in it, and removing what is not there is fine', async () => {
    await createDemo(folder, 7, 1_000, []);
    await mkdir(join(folder, 'files'));
    await writeFile(join(folder, 'files', 'photo.jpg'), 'x');
    await removeDemo(folder);
    await removeDemo(folder);
    await removeDemo(join(parent, 'never'));
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await findDemo(folder), undefined);
  });
});

describe('the people of the demo', () => {
  test('have every role once, and passwords that the rules accept', () => {
    const people = inventPeople();
    assert.deepEqual(
      people.map(({ role }) => role),
      [...roles],
    );
    for (const { email, password } of people) {
      requireAcceptablePassword(password, { email, firstName: 'Ada', lastName: 'Admin' });
    }
  });

  test('never share a password', () => {
    const passwords = Array.from({ length: 1_000 }, inventPassword);
    assert.equal(new Set(passwords).size, 1_000);
    for (const password of passwords) assert.match(password, /^[a-z]{5}(-[a-z]{5}){3}$/);
  });
});
