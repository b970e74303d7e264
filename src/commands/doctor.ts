/** `milldash doctor`: every check, one line each, with what to do. Changes nothing. */
import { styleText } from 'node:util';
import { ConfigurationError, type ConfigWithoutKey, type Environment, readConfig } from '../config/index.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { describeDatabaseAddress } from '../kernel/database-address.ts';
import { checkBroker } from './doctor/broker.ts';
import { checkClock, checkTimeZone, readClocks } from './doctor/clock.ts';
import { checkDataFolder, checkDiskSpace, checkSecretKey } from './doctor/data-folder.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkFileBucket } from './doctor/file-bucket.ts';
import { type Finding, type FindingLevel, fail, ok, warn } from './doctor/finding.ts';
import { checkFourJaw } from './doctor/fourjaw.ts';
import { checkMail, checkPort } from './doctor/network.ts';

/**
 * Prints what it finds; a wrong configuration is a finding like any other, and ends the examination.
 *
 * @returns 1 when a check has failed, else 0
 */
export async function runDoctor(readEnvironment: () => Environment, options: { json?: boolean }): Promise<number> {
  const findings = await examine(readEnvironment, systemClock);
  const worst = worstOf(findings);
  process.stdout.write(
    options.json === true ? `${JSON.stringify({ result: worst, findings }, null, 2)}\n` : asText(findings),
  );
  return worst === 'FAIL' ? 1 : 0;
}

async function examine(readEnvironment: () => Environment, clock: Clock): Promise<Finding[]> {
  let config: ConfigWithoutKey;
  let env: Environment;
  try {
    env = readEnvironment();
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ variable, complaint }) =>
      fail(
        'configuration',
        `${variable} ${complaint}`,
        `Correct ${variable}; docs/reference/configuration.md lists every variable.`,
      ),
    );
  }
  const before = readClocks(clock);
  const findings = [
    ...checkConfiguration(config),
    await checkDataFolder(config),
    checkSecretKey(config),
    await checkDiskSpace(config),
    ...(await checkFileBucket(config)),
    ...(await checkDatabase(config, clock)),
    await checkPort(config),
    ...(await checkBroker(config)),
    ...(await checkFourJaw(config, clock)),
    await checkMail(config),
  ];
  const after = readClocks(clock);
  return [...findings, checkClock(before, after), checkTimeZone(config, after)];
}

function checkConfiguration(config: ConfigWithoutKey): Finding[] {
  const where = describeDatabaseAddress(config.database);
  return [
    ok('configuration', `Every variable is allowed; DATA_DIR ${config.dataDir}, DATABASE_URL ${where}.`),
    ...config.warnings.map((warning) => warn('configuration', warning, 'Correct it, or take it away.')),
  ];
}

function worstOf(findings: readonly Finding[]): FindingLevel {
  if (findings.some(({ level }) => level === 'FAIL')) return 'FAIL';
  return findings.some(({ level }) => level === 'WARN') ? 'WARN' : 'OK';
}

const colours = { OK: 'green', WARN: 'yellow', FAIL: 'red' } as const;

function asText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ level, check, message, advice }) => [
    `${styleText(colours[level], level.padEnd(4), { stream: process.stdout })}  ${check.padEnd(width)}  ${message}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 8)}→ ${advice}`]),
  ]);
  const count = (level: FindingLevel) => findings.filter((finding) => finding.level === level).length;
  return `${lines.join('\n')}\n\n${count('OK')} in order, ${count('WARN')} to look at, ${count('FAIL')} failed.\n`;
}
