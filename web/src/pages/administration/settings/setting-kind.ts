/** How a setting is typed, read off the schema of what it may be, and what was typed as a value. */

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

export type SettingKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'text' }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  /** A text a line. */
  | { readonly kind: 'lines' }
  /** A number for each name. */
  | { readonly kind: 'numbers'; readonly names: readonly string[] }
  /** Whatever has no field of its own. */
  | { readonly kind: 'json' };

interface TypedSetting {
  readonly input: SettingKind;
  /** Whether null, typed as nothing, is a value. */
  readonly mayBeNull: boolean;
}

const isNumber = ({ type }: Schema) => type === 'number' || type === 'integer';

/** @param allowed of the setting, as the API tells it */
export function settingKind(allowed: unknown): TypedSetting {
  const schema = (allowed ?? {}) as Schema;
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  if (schema.anyOf !== undefined && others?.length === 1) {
    return { input: kindOf(others[0] as Schema), mayBeNull: others.length < schema.anyOf.length };
  }
  return { input: kindOf(schema), mayBeNull: false };
}

function kindOf(schema: Schema): SettingKind {
  const { type, items, properties, minimum, maximum } = schema;
  if (schema.enum?.every((each) => typeof each === 'string') === true) {
    return { kind: 'choice', options: schema.enum as string[] };
  }
  if (type === 'boolean') return { kind: 'switch' };
  if (type === 'string') return { kind: 'text' };
  if (isNumber(schema)) {
    return {
      kind: 'number',
      isWhole: type === 'integer',
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    };
  }
  if (type === 'array' && items?.type === 'string') return { kind: 'lines' };
  if (type === 'object' && properties !== undefined && Object.values(properties).every(isNumber)) {
    return { kind: 'numbers', names: Object.keys(properties) };
  }
  return { kind: 'json' };
}

/** A value as it is typed: of `numbers`, JSON, for its fields take it apart. */
export function typedOf({ kind }: SettingKind, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'lines') return (value as readonly string[]).join('\n');
  if (kind === 'json' || kind === 'numbers') return JSON.stringify(value, null, 2);
  return String(value);
}

/** What was typed is no JSON. */
export class NoJson extends Error {}

/** What was typed, as the API takes it. @throws NoJson */
export function valueOf({ input: { kind }, mayBeNull }: TypedSetting, typed: string): unknown {
  if (mayBeNull && typed.trim() === '') return null;
  switch (kind) {
    case 'switch':
      return typed === 'true';
    case 'number': {
      // an empty field is no 0, and as JSON what is no number would be null; the server says what is allowed
      const number = Number(typed.replace(',', '.'));
      return typed.trim() === '' || !Number.isFinite(number) ? typed : number;
    }
    case 'lines':
      return typed
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'json':
    case 'numbers':
      try {
        return JSON.parse(typed);
      } catch (error) {
        throw new NoJson(String(error));
      }
    default:
      return typed;
  }
}
