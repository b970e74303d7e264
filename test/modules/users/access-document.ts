/** Reads what docs/access.md says of roles and routes, and what the router really has. */
import { readFileSync } from 'node:fs';

export interface RouteRow {
  readonly method: string;
  readonly path: string;
  /** A permission, or `public`. */
  readonly permission: string;
}

const text = readFileSync(new URL('../../../docs/access.md', import.meta.url), 'utf8');

function tableUnder(heading: string): string[][] {
  const [, after = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('|--') && !line.startsWith('| --'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

/** Permission → roles, as documented. */
export function documentedRoles(): Record<string, string[]> {
  const [[, ...roles] = [], ...rows] = tableUnder('Roles and permissions');
  return Object.fromEntries(
    rows.map(([permission = '', ...marks]) => [permission, roles.filter((_, at) => marks[at] === '●')]),
  );
}

/** Topic → permission that its events need besides, as documented. */
export function documentedTopics(): Record<string, string> {
  const [, ...rows] = tableUnder('Topics of events');
  return Object.fromEntries(rows.map(([topic = '', permission = '']) => [topic, permission]));
}

export function documentedRoutes(): RouteRow[] {
  const [, ...rows] = tableUnder('Routes');
  return rows.map(([method = '', path = '', permission = '']) => ({ method, path, permission }));
}

/** Every method and path of Fastify's `printRoutes({ commonPrefix: false })`, without HEAD. */
export function parseRoutes(tree: string): Omit<RouteRow, 'permission'>[] {
  const found: Omit<RouteRow, 'permission'>[] = [];
  const prefixes: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent, part, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || part === undefined) continue;
    const depth = indent.length / 4;
    const path = (depth === 0 ? '' : (prefixes[depth - 1] ?? '')) + part;
    prefixes[depth] = path;
    for (const method of methods?.split(', ') ?? []) {
      if (method !== 'HEAD') found.push({ method, path });
    }
  }
  return found;
}
