/** What stands out in how machines did, in words: the rules are those of the dashboard before ours. Pure. */

export interface InsightFigures {
  /** Productive uptime of planned time, in percent. */
  readonly utilization: number;
  /** Stops that began in the range. */
  readonly stops: number;
  /** Per hour of planned time; null for a machine that does not report cuts. */
  readonly cutsPerHour: number | null;
}

export interface Insight {
  readonly type: 'warning' | 'success' | 'info';
  readonly category: 'utilization' | 'downtime' | 'productivity';
  readonly message: string;
  readonly severity: 'high' | 'medium' | 'low' | 'info';
}

export function insightsOf({ utilization, stops, cutsPerHour }: InsightFigures): Insight[] {
  const insights: Insight[] = [];
  const add = (
    ...[type, category, severity, message]: [Insight['type'], Insight['category'], Insight['severity'], string]
  ) => void insights.push({ type, category, message, severity });
  const percent = utilization.toFixed(1);
  if (utilization < 50) {
    add(
      'warning',
      'utilization',
      utilization < 30 ? 'high' : 'medium',
      `Low utilisation: ${percent} % of planned time`,
    );
  } else if (utilization > 90) {
    add('success', 'utilization', 'info', `Excellent utilisation: ${percent} % of planned time`);
  }
  if (stops > 10) add('warning', 'downtime', stops > 20 ? 'high' : 'medium', `Many stops: ${stops}`);
  if (cutsPerHour !== null && cutsPerHour < 30) {
    add('info', 'productivity', 'low', `Few cuts: ${cutsPerHour.toFixed(1)} an hour`);
  }
  return insights;
}

/** At most 100; a machine with very many stops falls below 0. */
export function performanceScore({ utilization, stops }: Pick<InsightFigures, 'utilization' | 'stops'>): number {
  return Math.min(100, (utilization + 100 - 2 * stops) / 2);
}

export type FleetInsight = Omit<Insight, 'category'>;

/** @param utilization of all machines together, in percent; null where nothing was planned */
export function fleetInsightsOf(utilization: number | null, stops: number, machines: number): FleetInsight[] {
  const insights: FleetInsight[] = [];
  if (utilization !== null && utilization < 60) {
    const message = `The factory's utilisation is ${utilization.toFixed(1)} % of planned time`;
    insights.push({ type: 'warning', message, severity: 'medium' });
  }
  if (stops > 5 * machines) {
    insights.push({ type: 'warning', message: `Many stops in the factory: ${stops}`, severity: 'medium' });
  }
  return insights;
}
