/** OEE of the production day so far, as analytics answers it; worked out once for each reading of the floor. */
import type { Analytics } from '../analytics.types.ts';
import type { Oee } from '../oee.rules.ts';
import type { Floor } from './floor.types.ts';

export type FloorOee = (machineId: string) => Oee | undefined;

/** One question for all machines whose production day began together. */
export function createFloorOee(analytics: Pick<Analytics, 'oee'>): (floor: Floor) => Promise<FloorOee> {
  const memory = new WeakMap<Floor, Promise<FloorOee>>();

  async function read({ machines, asOfMs }: Floor): Promise<FloorOee> {
    const figures = new Map<string, Oee>();
    for (const [fromMs, alike] of Map.groupBy(machines, ({ dayStartMs }) => dayStartMs)) {
      const machineIds = alike.map(({ machine }) => machine.id);
      const { groups = [] } = await analytics.oee({ fromMs, toMs: asOfMs, machineIds, groupBy: 'machine' });
      for (const { key, oee } of groups) if (key !== null) figures.set(key, oee);
    }
    return (machineId) => figures.get(machineId);
  }

  return (floor) => {
    let known = memory.get(floor);
    if (known !== undefined) return known;
    known = read(floor);
    memory.set(floor, known);
    // what failed is not remembered
    known.catch(() => memory.delete(floor));
    return known;
  };
}
