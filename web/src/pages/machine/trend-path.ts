export interface TrendPoint {
  readonly atMs: number;
  readonly value: number;
}

/** Room at the top and bottom, so that a line at the edge is drawn whole. */
const EDGE = 2;

/** A line through points, as the path of a drawing; a number that never changed is a line in the middle. */
export function trendPath(
  points: readonly TrendPoint[],
  { fromMs, toMs, width, height }: { fromMs: number; toMs: number; width: number; height: number },
): string {
  const values = points.map(({ value }) => value);
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const place = ({ atMs, value }: TrendPoint) => {
    const x = ((atMs - fromMs) / (toMs - fromMs)) * width;
    const share = range === 0 ? 0.5 : (value - least) / range;
    return `${x.toFixed(1)} ${(height - EDGE - share * (height - 2 * EDGE)).toFixed(1)}`;
  };
  return points.length === 0 ? '' : `M${points.map(place).join('L')}`;
}
