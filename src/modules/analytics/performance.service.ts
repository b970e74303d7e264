/** How each machine did in a range: its time, its stops and its cuts. Statements for all machines together. */
import type { Clock } from '../../kernel/clock.ts';
import type { Machine } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import type { Analytics, AnsweredRange } from './analytics.types.ts';
import type { AccountedTime } from './figures.rules.ts';
import { type AnalyticsQuery, isRunning } from './questions.ts';

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

export type PerformanceQuery = Omit<AnalyticsQuery, 'shift' | 'dayOfWeek' | 'groupBy'>;

export interface PerformanceReads {
  /** @throws range-invalid, range-too-long, unknown-machine */
  performance(query: PerformanceQuery): Promise<PerformanceAnswer>;
}

export interface PerformanceDependencies {
  readonly analytics: Pick<Analytics, 'timeAccounting'>;
  readonly production: Pick<Production, 'sumCuts'>;
  readonly clock: Clock;
}

export function createPerformance({ analytics, production, clock }: PerformanceDependencies): PerformanceReads {
  return {
    async performance(query) {
      const answer = await analytics.timeAccounting({ ...query, groupBy: 'machine' });
      const { fromMs, toMs, cutOffAtMs, total } = answer;
      const byId = new Map(answer.machines.map((machine) => [machine.id, machine]));
      const groups = (answer.groups ?? []).flatMap(({ key, time }) => {
        const machine = byId.get(key ?? '');
        return machine === undefined ? [] : { machine, time };
      });
      // a range that reaches now holds the cuts of this very second
      const untilMs = isRunning(toMs + 1, clock.now()) && fromMs < toMs ? Number.MAX_SAFE_INTEGER : toMs;
      const sums = await production.sumCuts(
        groups.map(({ machine }) => ({ machineId: machine.id, fromMs, toMs: untilMs })),
      );
      const machines = groups.map((group, at) => ({ ...group, cuts: sums[at]?.cuts ?? 0 }));
      return { fromMs, toMs, cutOffAtMs, machines, total };
    },
  };
}
