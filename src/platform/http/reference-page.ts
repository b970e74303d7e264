/**
 * The reference as one page of HTML without a script: every operation with its parameters, bodies, answers and codes.
 *
 * Every text of the description is escaped; of its marks only `code` and lists are shown as such.
 */
type Json = Readonly<Record<string, unknown>>;

interface Operation extends Json {
  readonly operationId: string;
  readonly summary?: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly parameters: readonly Json[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<Record<string, Json>>;
}

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function renderReference(description: Json): string {
  const document = resolved(description, description) as Json;
  const info = document['info'] as { title: string; version: string; description: string };
  const entries = Object.entries(document['paths'] as Record<string, Record<string, Operation>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations).map(([method, operation]): Entry => ({ method, path, operation })),
  );
  const byTag = Map.groupBy(entries, ({ operation }) => operation.tags?.[0] ?? 'Other');
  const groups = [...byTag].sort(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} API</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><nav aria-label="Operations"><strong>${escaped(info.title)} ${escaped(info.version)}</strong>
<p><a href="/openapi.json">openapi.json</a></p>${groups.map(navGroup).join('')}</nav>
<main><h1>${escaped(info.title)} API</h1>${prose(info.description)}${groups.map(group).join('')}</main></body></html>`;
}

/** With what `$ref` names in its place; what is named once is made once. No schema of ours holds itself. */
function resolved(value: unknown, document: Json, made = new Map<unknown, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = made.get(value);
  if (known !== undefined) return known;
  const { $ref: reference } = value as { $ref?: string };
  const copy =
    reference !== undefined
      ? resolved(named(reference, document), document, made)
      : Array.isArray(value)
        ? value.map((entry) => resolved(entry, document, made))
        : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, document, made)]));
  made.set(value, copy);
  return copy;
}

function named(reference: string, document: Json): unknown {
  const steps = reference.slice('#/'.length).split('/');
  return steps.reduce<unknown>((place, step) => (place as Json)[step], document);
}

function navGroup([tag, entries]: [string, Entry[]]): string {
  const links = entries.map(
    ({ operation, method, path }) =>
      `<li><a href="#${escaped(operation.operationId)}">${escaped(operation.summary ?? `${method} ${path}`)}</a></li>`,
  );
  return `<h2>${escaped(tag)}</h2><ul>${links.join('')}</ul>`;
}

function group([tag, entries]: [string, Entry[]]): string {
  return `<section><h2>${escaped(tag)}</h2>${entries.map(article).join('')}</section>`;
}

function article({ method, path, operation }: Entry): string {
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<h4>Body <span class="quiet">${escaped(type)}</span></h4>${fields(schema)}`,
  );
  return `<article id="${escaped(operation.operationId)}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h3>
<p><strong>${escaped(operation.summary ?? '')}</strong></p>${prose(operation.description)}
${parameterTable(operation.parameters)}${bodies.join('')}<h4>Answers</h4>
${Object.entries(operation.responses).map(answer).join('')}</article>`;
}

function parameterTable(parameters: readonly Json[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map((parameter) => {
    const schema = parameter['schema'] as Json;
    const needed = parameter['required'] === true ? ', required' : '';
    return `<tr><td><code>${escaped(parameter['name'])}</code><br><span class="quiet">${escaped(parameter['in'])}${needed}</span></td>
<td>${escaped(typeOf(schema))}</td><td>${inline(String(parameter['description'] ?? ''))}${facts(schema)}</td></tr>`;
  });
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`;
}

function answer([status, response]: [string, Json]): string {
  const content = Object.entries((response['content'] ?? {}) as Record<string, { schema: Json }>);
  const [type, media] = content[0] ?? [];
  const shown = media === undefined || Number(status) >= 400 ? '' : fields(media.schema);
  const open = Number(status) < 300 ? ' open' : '';
  return `<details${open}><summary><code>${status}</code> <span class="quiet">${escaped(type ?? '')}</span></summary>
${prose(String(response['description']))}${shown}</details>`;
}

const DEPTH_MAX = 6;

function fields(schema: Json, depth = 0): string {
  const inner = alternatives(schema).find((one) => one['properties'] ?? one['items']) ?? schema;
  if (depth > DEPTH_MAX) return '';
  if (inner['items'] !== undefined)
    return `${depth === 0 ? '<p>A list of:</p>' : ''}${fields(inner['items'] as Json, depth + 1)}`;
  const properties = Object.entries((inner['properties'] ?? {}) as Record<string, Json>);
  if (properties.length === 0) return depth === 0 ? `<p>${escaped(typeOf(schema))}${facts(schema)}</p>` : '';
  const required = new Set((inner['required'] ?? []) as string[]);
  const items = properties.map(
    ([name, property]) =>
      `<li><code>${escaped(name)}</code> <span class="quiet">${escaped(typeOf(property))}${required.has(name) ? '' : ', optional'}</span>
${inline(String(property['description'] ?? ''))}${facts(property)}${fields(property, depth + 1)}</li>`,
  );
  return `<ul class="fields">${items.join('')}</ul>`;
}

function alternatives(schema: Json): readonly Json[] {
  return ((schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as Json[] | undefined) ?? [];
}

function typeOf(schema: Json): string {
  const options = alternatives(schema);
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (schema['enum'] !== undefined)
    return (schema['enum'] as unknown[]).map((value) => JSON.stringify(value)).join(' | ');
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(' | ');
  if (schema['type'] === 'array') return `list of ${typeOf((schema['items'] ?? {}) as Json)}`;
  const format = schema['format'] === undefined ? '' : ` (${String(schema['format'])})`;
  return `${String(schema['type'] ?? 'any')}${format}`;
}

const factNames = {
  default: 'default',
  minimum: 'at least',
  maximum: 'at most',
  minLength: 'characters at least',
  maxLength: 'characters at most',
  maxItems: 'items at most',
} as const;

function facts(schema: Json): string {
  const known = Object.entries(factNames).filter(([key]) => schema[key] !== undefined);
  const texts = known.map(([key, name]) => `${name} ${JSON.stringify(schema[key])}`);
  const [example] = (schema['examples'] ?? []) as unknown[];
  if (example !== undefined) texts.push(`for example ${JSON.stringify(example)}`);
  return texts.length === 0 ? '' : ` <span class="quiet">(${escaped(texts.join(', '))})</span>`;
}

function prose(text: string): string {
  const blocks = text.split(/\n{2,}/).map((block) => {
    const lines = block.split('\n');
    if (!lines.every((line) => line.startsWith('- '))) return `<p>${inline(block)}</p>`;
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
  });
  return blocks.join('');
}

function inline(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
