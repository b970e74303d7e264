/** `milldash dead-letters`: messages of machines that could not be used: shown, tried again, removed. */
import Table from 'cli-table3';
import type { Config } from '../config/index.ts';
import { systemActor } from '../kernel/access.ts';
import { formatInstant } from '../kernel/instant.ts';
import {
  type DeadLetter,
  type DeadLetterReason,
  deadLetterReasons,
  deadLetterToWire,
} from '../modules/ingestion/index.ts';
import { withServices } from '../services/command-services.ts';
import { CommandRefusal } from './failures.ts';
import { formatText } from './report-formats.ts';

export interface DeadLetterOptions {
  readonly reason?: string;
  readonly topic?: string;
  readonly limit: number;
  /** Removes also where no filter is given. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export const deadLetterActions = ['list', 'replay', 'purge'] as const;
export type DeadLetterAction = (typeof deadLetterActions)[number];

const actor = systemActor('dead-letters');
const PAYLOAD_WIDTH = 40;
/** Beyond it nobody counts. */
const COUNTED_MAX = 10_000;

/** @returns 1 where some of those that were tried again are still refused */
export async function runDeadLetters(
  config: Config,
  action: DeadLetterAction,
  options: DeadLetterOptions,
): Promise<number> {
  const filter = { reason: readReason(options.reason), topic: options.topic };
  return withServices(config, async ({ deadLetters }) => {
    if (action === 'list') {
      const { items, nextCursor } = await deadLetters.listDeadLetters({ ...filter, limit: options.limit });
      print(options, items.map(deadLetterToWire), () => renderLetters(items, nextCursor !== null));
      return 0;
    }
    if (action === 'purge') {
      if (options.all !== true && filter.reason === undefined && filter.topic === undefined) {
        throw refuseToPurgeAll(await deadLetters.countDeadLetters());
      }
      const removed = await deadLetters.purgeDeadLetters(actor, filter);
      print(options, { removed }, () => `${removed} removed for good.`);
      return 0;
    }
    let [accepted, refused, passedOver] = [0, 0, 0];
    for (let after: number | null = 0; after !== null; ) {
      const replays = await deadLetters.replayDeadLetters(actor, filter, after);
      accepted += replays.accepted;
      refused += replays.refused;
      passedOver += replays.passedOver;
      after = replays.nextAfter;
    }
    const never = passedOver === 0 ? '' : ` ${passedOver} can never be tried again.`;
    print(
      options,
      { accepted, refused, passed_over: passedOver },
      () => `${accepted} stored, ${refused} refused again.${never}`,
    );
    return refused === 0 ? 0 : 1;
  });
}

/** What is removed is gone for good, so it has to be said. */
function refuseToPurgeAll(count: number): CommandRefusal {
  const which =
    count === 1
      ? 'There is 1 dead letter'
      : `There are ${count >= COUNTED_MAX ? `${COUNTED_MAX} or more` : count} dead letters`;
  return new CommandRefusal(
    `${which}. Say which to remove for good by --reason or --topic, or give --all. Nothing was removed.`,
    2,
  );
}

function readReason(text: string | undefined): DeadLetterReason | undefined {
  const reason = deadLetterReasons.find((known) => known === text);
  if (text !== undefined && reason === undefined) {
    throw new CommandRefusal(`There is no reason '${text}'. Allowed: ${deadLetterReasons.join(', ')}.`, 2);
  }
  return reason;
}

function print({ json }: DeadLetterOptions, data: unknown, render: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(data) : render()}\n`);
}

function renderLetters(letters: readonly DeadLetter[], isMore: boolean): string {
  if (letters.length === 0) return 'There are no dead letters.';
  const table = new Table({
    head: ['No.', 'Received', 'Reason', 'Topic', 'What is wrong', 'Payload'],
    style: { head: [], border: [] },
  });
  for (const letter of letters) {
    // what a device has sent must not steer the terminal
    table.push([
      letter.id,
      formatInstant(letter.receivedAt),
      letter.reason,
      formatText(letter.topic, Number.POSITIVE_INFINITY),
      formatText(letter.detail, Number.POSITIVE_INFINITY),
      formatText(letter.payload, PAYLOAD_WIDTH),
    ]);
  }
  return `${table.toString()}${isMore ? '\nThere are more: use --limit.' : ''}`;
}
