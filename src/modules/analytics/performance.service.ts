/** How each machine did in a range: its time, its stops and its cuts. Statements for all machines together. */
import type { Machine } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import type { Analytics, AnsweredRange } from './analytics.types.ts';
import type { AccountedTime } from './figures.rules.ts';
import type { AnalyticsQuery } from './questions.ts';

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
  /** Cuts of each machine in a range, in the order of the machines. One that reaches now holds those of this second. */
  cutsIn(range: AnsweredRange, machineIds: readonly string[]): Promise<number[]>;
}

export interface PerformanceDependencies {
  readonly analytics: Pick<Analytics, 'timeAccounting'>;
  readonly production: Pick<Production, 'sumCuts'>;
}

export function createPerformance({ analytics, production }: PerformanceDependencies): PerformanceReads {
  const cutsIn: PerformanceReads['cutsIn'] = async ({ fromMs, toMs, reachesNow }, machineIds) => {
    const untilMs = reachesNow && fromMs < toMs ? Number.MAX_SAFE_INTEGER : toMs;
    const sums = await production.sumCuts(machineIds.map((machineId) => ({ machineId, fromMs, toMs: untilMs })));
    return sums.map(({ cuts }) => cuts);
  };

  return {
    cutsIn,

    async performance(query) {
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
    },
  };
}
