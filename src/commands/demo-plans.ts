/** The demo's maintenance plans: by calendar, by run hours and by cuts, with checklists and parts. */
import type { Actor } from '../kernel/access.ts';
import { HOUR_MS } from '../kernel/clock.ts';
import type { Maintenance } from '../modules/maintenance/index.ts';
import { millIds } from './demo-factory.ts';

type NewPlan = Parameters<Maintenance['plans']['createPlan']>[1];
type Check = NewPlan['checks'][number];

const check = (instruction: string): Check => ({
  kind: 'check',
  instruction,
  required: true,
  minimum: null,
  maximum: null,
  unit: null,
});
const measure = (instruction: string, minimum: number, maximum: number, unit: string): Check => ({
  ...check(instruction),
  kind: 'number',
  minimum,
  maximum,
  unit,
});
const photo = (instruction: string): Check => ({ ...check(instruction), kind: 'photo' });

/** Nothing said. */
const plain = {
  instructions: null,
  basis: 'schedule',
  rule: null,
  beginsOn: null,
  dueMinute: null,
  offDays: null,
  workingDays: null,
  meterEvery: null,
  leadDays: null,
  assigneeId: null,
  team: null,
} as const;

/** @param part number of a component by its stock code */
function plansOf(machineId: string, part: (stockCode: string) => number, beginsOn: string): NewPlan[] {
  return [
    {
      ...plain,
      machineId,
      title: 'Weekly lubrication round',
      trigger: 'calendar',
      rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
      beginsOn,
      dueMinute: 14 * 60,
      leadDays: 3,
      category: 'Mechanical',
      priority: 'Medium',
      estimatedMinutes: 40,
      checks: [
        check('Grease the bearings of all stands'),
        measure('Temperature of the gearbox after the round', 20, 70, '°C'),
      ],
      parts: [{ componentId: part('G-LITH'), quantity: 1 }],
    },
    {
      ...plain,
      machineId,
      title: 'Hydraulic filter and oil',
      trigger: 'run_hours',
      basis: 'completion',
      meterEvery: 500 * HOUR_MS,
      category: 'Hydraulic',
      priority: 'Medium',
      estimatedMinutes: 90,
      checks: [check('Filter changed'), measure('Oil level', 60, 90, '%')],
      parts: [{ componentId: part('F-SUCT'), quantity: 1 }],
    },
    {
      ...plain,
      machineId,
      title: 'Cut-off blade',
      trigger: 'cuts',
      basis: 'completion',
      meterEvery: 40_000,
      category: 'Tooling',
      priority: 'High',
      estimatedMinutes: 60,
      checks: [check('Blade turned or changed'), measure('Gap', 0.05, 0.2, 'mm'), photo('Blade as it was mounted')],
      parts: [{ componentId: part('T-BLADE'), quantity: 1 }],
    },
  ];
}

/** Whether there are any: what people have made of them since stays. */
export async function hasPlans(plans: Maintenance['plans']): Promise<boolean> {
  return (await plans.listPlans({ limit: 1 })).items.length > 0;
}

/** The server opens what is due by itself. @param fromMs the day from which they count */
export async function createPlans(
  plans: Maintenance['plans'],
  actor: Actor,
  components: ReadonlyMap<string, number>,
  fromMs: number,
): Promise<void> {
  const beginsOn = new Date(fromMs).toISOString().slice(0, 10);
  for (const machineId of millIds) {
    for (const plan of plansOf(machineId, (code) => components.get(code) ?? 0, beginsOn)) {
      await plans.createPlan(actor, plan);
    }
  }
}
