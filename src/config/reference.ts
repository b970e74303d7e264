/** `.env.example` and the table of docs/reference/configuration.md, written from the list of variables. */
import type { Variable, VariableGroup } from './variable.ts';
import { type VariableName, variableNames, variables } from './variables.ts';

const HELP_WIDTH = 110;

/** What `docker-compose.yml` reads besides; a variable of MillDash that is set there reaches the container. */
const forCompose = `# --- Docker Compose (read by docker-compose.yml, not by MillDash) ---
#
# docker-compose.yml hands every variable above to the container but HOST, PORT, MQTT_HOST, MQTT_PORT,
# MQTT_TLS_PORT, DATA_DIR, DATABASE_URL and LOG_FILE, which it or its image sets.

# Password of the PostgreSQL that it starts. Needed: without it \`docker compose\` refuses to do anything.
# Allowed: letters and digits, for example from \`openssl rand -hex 24\`. It counts when the volume is made.
#POSTGRES_PASSWORD=

# Address and port of this machine on which MillDash can be reached; this machine only while unset.
# With the profile \`scale\`, read docs/operations/scaling.md before others can: it says whom the proxy believes.
#MILLDASH_PUBLISH=127.0.0.1:8000

# The same for machines that report by MQTT, plain and with TLS.
#MILLDASH_PUBLISH_MQTT=127.0.0.1:1883
#MILLDASH_PUBLISH_MQTTS=127.0.0.1:8883

# How many processes \`docker compose --profile scale up -d proxy\` starts; see docs/operations/scaling.md.
#MILLDASH_NODES=2
# Address of what ends TLS in front of their proxy, several apart by spaces; here that of this machine.
#FRONT_PROXY=172.31.208.1

# The network of proxy and processes, and its gateway, by which this machine comes; others where yours has this one.
#MILLDASH_SUBNET=172.31.208.0/24
#MILLDASH_GATEWAY=172.31.208.1`;

/** The whole text of `.env.example`: every variable commented out with its default, so that a copy changes nothing. */
export function renderEnvExample(): string {
  const groups = groupedVariables().map(([group, entries]) => {
    const blocks = entries.map(([name, definition]) => {
      const unset = definition.default === undefined ? [`Unset: ${definition.whenUnset}.`] : [];
      const comment = [definition.help, `Allowed: ${definition.allowed}.`, ...unset].flatMap((line) =>
        wrapped(line, HELP_WIDTH),
      );
      return [...comment.map((line) => `# ${line}`), `#${name}=${definition.default ?? ''}`].join('\n');
    });
    return [`# --- ${group} ---`, ...blocks].join('\n\n');
  });
  return `${['# MillDash reads this file as .env from its working folder; the real environment wins over it.', ...groups, forCompose].join('\n\n')}\n`;
}

/** The whole text of docs/reference/configuration.md: one table for each group. */
export function renderConfigurationTable(): string {
  const groups = groupedVariables().map(([group, entries]) => {
    const rows = entries.map(([name, definition]) => {
      const fallback =
        definition.default === undefined ? `unset: ${definition.whenUnset}` : `\`${definition.default}\``;
      const help = definition.secret === true ? `${definition.help} Secret: never logged.` : definition.help;
      return `| \`${name}\` | ${[help, definition.allowed, fallback].map(cell).join(' | ')} |`;
    });
    return [`## ${group}`, '', '| Variable | Meaning | Allowed | Default |', '|---|---|---|---|', ...rows].join('\n');
  });
  return `${[
    '# Configuration',
    'Settings of the deployment come from the environment, or from a file `.env` in the working folder; the real environment wins. ' +
      'An empty value counts as unset. A bad value stops the start with a message that names the variable, the value and what is allowed.',
    ...groups,
  ].join('\n\n')}\n`;
}

function groupedVariables(): [VariableGroup, [VariableName, Variable<unknown>][]][] {
  const groups = Map.groupBy(variableNames, (name) => variables[name].group);
  return [...groups].map(([group, names]) => [group, names.map((name) => [name, variables[name]])]);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
