/**
 * The check of who may import whom: the real tree breaks no rule, and every rule reports its planted breach.
 *
 * Fails as well when the tool has read fewer files than the tree has: it would find nothing wrong in nothing.
 */
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { findMissedCanaries } from './boundaries/canaries.ts';
import { cruiseTree } from './boundaries/cruise.ts';
import { boundaryRules } from './boundaries/rules.ts';

const root = new URL('..', import.meta.url).pathname;
const starts = ['src', 'bin', 'test', 'bench', 'scripts', 'web/src'].filter((folder) => existsSync(root + folder));

const { broken, files } = await cruiseTree(root, starts, boundaryRules);
const read = new Set(files);
const unread: string[] = [];
for await (const file of glob('{src,test,bench,scripts,web/src}/**/*.{ts,tsx}', { cwd: root })) {
  if (!read.has(file.replaceAll('\\', '/'))) unread.push(file);
}
const missed = await findMissedCanaries(boundaryRules);

for (const { rule, from, to } of broken) console.error(`${rule}: ${from} → ${to}`);
for (const name of new Set(broken.map(({ rule }) => rule))) {
  const said = boundaryRules.find(({ rule }) => rule.name === name);
  console.error(`  ${name}: ${said?.rule.comment ?? ''}`);
}
for (const file of unread) console.error(`not read by dependency-cruiser: ${file}`);
for (const { rule, breach } of missed) {
  console.error(breach === undefined ? `${rule} has no canary` : `${rule} did not report ${breach.join(' → ')}`);
}
if (files.length === 0) console.error('dependency-cruiser has read no file at all');

const canaries = boundaryRules.reduce((sum, rule) => sum + rule.canaries.length, 0);
console.log(
  `${files.length} files, ${boundaryRules.length} rules, ${canaries - missed.length} of ${canaries} canaries`,
);
process.exitCode = broken.length + unread.length + missed.length > 0 || files.length === 0 ? 1 : 0;
