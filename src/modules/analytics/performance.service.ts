/** How each machine did in a range: its time, its stops and its cuts. Statements for all machines together. */
import { type Clock, HOUR_MS } from '../../kernel/clock.ts';
import type { HeadWatch } from '../../platform/outbox/index.ts';
import type { Machine } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import type { Analytics, AnsweredRange } from './analytics.types.ts';
import type { AccountedTime } from './figures.rules.ts';
import { FLOOR_TOPICS } from './floor/floor.service.ts';
import type { AnalyticsQuery } from './questions.ts';
import { sharedAnswers } from './shared-answers.ts';

export interface MachinePerformance {
  readonly machine: Machine;
  /** With its downtime by reason. */
  readonly time: AccountedTime;
  readonly cuts: number;
}

export interface PerformanceAnswer extends AnsweredRange {
  /** By id; all that the question asks for. */
  readonly machines: readonly MachinePerformance[];
  /** Of all of them together. */
  readonly total: AccountedTime;
}

export interface PerformanceReads {
  /** Up to now; from memory while the second lasts and nothing has changed. @throws unknown-machine */
  performanceOfLast(hours: number, machineIds: readonly string[] | undefined): Promise<PerformanceAnswer>;
  /** Cuts of each machine in a range, in the order of the machines. One that reaches now holds those of this second. */
  cutsIn(range: AnsweredRange, machineIds: readonly string[]): Promise<number[]>;
}

export interface PerformanceDependencies {
  readonly heads: HeadWatch;
  readonly clock: Clock;
  readonly analytics: Pick<Analytics, 'timeAccounting'>;
  readonly production: Pick<Production, 'sumCuts'>;
}

/** Screens ask for a day and a week, of all machines or some. */
const QUESTIONS_REMEMBERED = 20;

export function createPerformance({ heads, clock, analytics, production }: PerformanceDependencies): PerformanceReads {
  const shared = sharedAnswers<PerformanceAnswer>({ heads, clock, topics: FLOOR_TOPICS, most: QUESTIONS_REMEMBERED });

  const cutsIn: PerformanceReads['cutsIn'] = async ({ fromMs, toMs, reachesNow }, machineIds) => {
    const untilMs = reachesNow && fromMs < toMs ? Number.MAX_SAFE_INTEGER : toMs;
    const sums = await production.sumCuts(machineIds.map((machineId) => ({ machineId, fromMs, toMs: untilMs })));
    return sums.map(({ cuts }) => cuts);
  };

  async function performanceIn(
    query: Pick<AnalyticsQuery, 'fromMs' | 'toMs' | 'machineIds'>,
  ): Promise<PerformanceAnswer> {
    const answer = await analytics.timeAccounting({ ...query, groupBy: 'machine' });
    const { fromMs, toMs, cutOffAtMs, reachesNow, total } = answer;
    const byId = new Map(answer.machines.map((machine) => [machine.id, machine]));
    const groups = (answer.groups ?? []).flatMap(({ key, time }) => {
      const machine = byId.get(key ?? '');
      return machine === undefined ? [] : { machine, time };
    });
    const cuts = await cutsIn(
      answer,
      groups.map(({ machine }) => machine.id),
    );
    const machines = groups.map((group, at) => ({ ...group, cuts: cuts[at] ?? 0 }));
    return { fromMs, toMs, cutOffAtMs, reachesNow, machines, total };
  }

  return {
    cutsIn,
    performanceOfLast: (hours, machineIds) =>
      shared(JSON.stringify([hours, machineIds ?? null]), (toMs) =>
        performanceIn({ fromMs: toMs - hours * HOUR_MS, toMs, machineIds }),
      ),
  };
}
