/** Environment → typed values: pure, and complete about what is wrong. */
import { describeRefusedAddress } from '../kernel/database-address.ts';
import { messagingProblems } from './messaging-rules.ts';
import { type ConfigProblem, ConfigurationError } from './problems.ts';
import type { Variable } from './variable.ts';
import { type Values, type VariableName, variableNames, variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const SHOWN_CHARACTERS = 200;

/**
 * An empty value counts as unset: that is what `${NAME:-}` of a compose file gives.
 *
 * @throws ConfigurationError that names each bad variable, its value (never a secret's) and what is allowed
 */
export function readValues(env: Environment): Values {
  const problems: ConfigProblem[] = [];
  const values = Object.fromEntries(
    variableNames.map((name) => {
      const text = textOf(env, name);
      if (text === undefined) return [name, undefined];
      const value = variables[name].read(text);
      if (value === undefined) problems.push(problemOf(name, text));
      return [name, value];
    }),
  ) as Values;
  problems.push(...problemsAcross(values, problems));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values;
}

function textOf(env: Environment, name: VariableName): string | undefined {
  const definition: Variable<unknown> = variables[name];
  const text = env[name]?.trim() ?? '';
  return text === '' ? definition.default : text;
}

function problemOf(name: VariableName, text: string): ConfigProblem {
  const { secret, allowed }: Variable<unknown> = variables[name];
  if (secret === true) {
    return {
      variable: name,
      value: undefined,
      complaint: `is not acceptable (a secret of ${[...text].length} characters); allowed: ${allowed}.`,
    };
  }
  const shown = shownValue(name, text);
  return { variable: name, value: shown, complaint: `is '${shown}'; allowed: ${allowed}.` };
}

/** Said when it is listened on: only then it shows that a well-formed name has no address. */
export function unknownHost(variable: 'HOST' | 'MQTT_HOST', host: string): ConfigurationError {
  const { allowed } = variables[variable];
  const complaint = `is '${host}', a name that this machine finds no address for; allowed: ${allowed}.`;
  return new ConfigurationError([{ variable, value: host, complaint }]);
}

const masks: Partial<Record<VariableName, (text: string) => string>> = {
  DATABASE_URL: describeRefusedAddress,
  FOURJAW_BASE_URL: maskAddress,
  FILES_S3_ENDPOINT: maskAddress,
};

/** A password stands before the @, a key behind the ?. */
function maskAddress(text: string): string {
  return text.replace(/\/\/.*@/, '//[hidden]@').replace(/[?#].*$/s, '[hidden]');
}

/** One line, cut at a length, with nothing that may be a password. */
function shownValue(name: VariableName, text: string): string {
  const masked = masks[name]?.(text) ?? text;
  const oneLine = masked.replace(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD');
  return oneLine.length > SHOWN_CHARACTERS ? `${oneLine.slice(0, SHOWN_CHARACTERS)}…` : oneLine;
}

/** Pairs of which one is of no use without the other. */
const together = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['FOURJAW_BASE_URL', 'FOURJAW_API_KEY'],
  ['MQTT_TLS_CERT', 'MQTT_TLS_KEY'],
  ['FILES_S3_ENDPOINT', 'FILES_S3_BUCKET'],
  ['FILES_S3_ENDPOINT', 'FILES_S3_ACCESS_KEY_ID'],
  ['FILES_S3_ACCESS_KEY_ID', 'FILES_S3_SECRET_ACCESS_KEY'],
] as const satisfies readonly (readonly [VariableName, VariableName])[];

/** Rules between variables; a rule is left out where one of its variables is already wrong by itself. */
function problemsAcross(values: Values, already: readonly ConfigProblem[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const sound = (...names: VariableName[]) => !already.some(({ variable }) => names.includes(variable as VariableName));

  for (const [one, other] of together) {
    if (!sound(one, other) || (values[one] === undefined) === (values[other] === undefined)) continue;
    const [missing, present] = values[one] === undefined ? [one, other] : [other, one];
    problems.push({
      variable: missing,
      value: undefined,
      complaint: `is unset although ${present} is set; allowed: both or neither.`,
    });
  }
  if (sound('DAY_SHIFT_START', 'DAY_SHIFT_END') && values.DAY_SHIFT_START === values.DAY_SHIFT_END) {
    problems.push({
      variable: 'DAY_SHIFT_END',
      value: values.DAY_SHIFT_END,
      complaint: `is '${values.DAY_SHIFT_END}', the same as DAY_SHIFT_START; allowed: any other time of day.`,
    });
  }
  if (
    sound('ACCESS_TOKEN_EXPIRE_MINUTES', 'REFRESH_TOKEN_EXPIRE_MINUTES') &&
    values.REFRESH_TOKEN_EXPIRE_MINUTES < values.ACCESS_TOKEN_EXPIRE_MINUTES
  ) {
    problems.push({
      variable: 'REFRESH_TOKEN_EXPIRE_MINUTES',
      value: String(values.REFRESH_TOKEN_EXPIRE_MINUTES),
      complaint:
        `is '${values.REFRESH_TOKEN_EXPIRE_MINUTES}'; allowed: at least ` +
        `ACCESS_TOKEN_EXPIRE_MINUTES (${values.ACCESS_TOKEN_EXPIRE_MINUTES}).`,
    });
  }
  if (sound('BODY_LIMIT_BYTES', 'UPLOAD_LIMIT_BYTES') && values.UPLOAD_LIMIT_BYTES < values.BODY_LIMIT_BYTES) {
    problems.push({
      variable: 'UPLOAD_LIMIT_BYTES',
      value: String(values.UPLOAD_LIMIT_BYTES),
      complaint: `is '${values.UPLOAD_LIMIT_BYTES}'; allowed: at least BODY_LIMIT_BYTES (${values.BODY_LIMIT_BYTES}).`,
    });
  }
  problems.push(...mailProblems(values, sound));
  problems.push(...messagingProblems(values, sound));
  return problems;
}

type Sound = (...names: VariableName[]) => boolean;

function mailProblems(values: Values, sound: Sound): ConfigProblem[] {
  if (!sound('SMTP_URL', 'SMTP_HOST', 'SMTP_FROM', 'SMTP_TLS', 'SMTP_PASSWORD')) return [];
  const { SMTP_URL: address, SMTP_HOST: host, SMTP_FROM: from } = values;
  const problems: ConfigProblem[] = [];
  if (address !== undefined && host !== undefined) {
    const complaint = `is '${host}' although SMTP_URL is set; allowed: one of both.`;
    problems.push({ variable: 'SMTP_HOST', value: host, complaint });
  }
  const server = address?.host ?? host;
  if ((server === undefined) !== (from === undefined)) {
    const [missing, present] =
      from === undefined
        ? (['SMTP_FROM', address === undefined ? 'SMTP_HOST' : 'SMTP_URL'] as const)
        : (['SMTP_URL', 'SMTP_FROM'] as const);
    const complaint = `is unset although ${present} is set; allowed: both or neither.`;
    problems.push({ variable: missing, value: undefined, complaint });
  }
  const isOpen = values.SMTP_TLS === 'never' && address?.isTls !== true;
  const hasPassword = (address?.password ?? values.SMTP_PASSWORD) !== undefined;
  if (isOpen && hasPassword && server !== undefined && !/^(localhost|127\.[\d.]+|::1)$/.test(server)) {
    const complaint = "is 'never' although a password is sent to another machine; allowed then: starttls, always.";
    problems.push({ variable: 'SMTP_TLS', value: 'never', complaint });
  }
  return problems;
}
