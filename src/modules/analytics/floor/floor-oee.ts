/** OEE of the production day so far, as analytics answers it; worked out once for each reading of the floor. */
import type { Analytics, OeeAnswer } from '../analytics.types.ts';
import type { Floor } from './floor.types.ts';

type MachineOee = NonNullable<OeeAnswer['groups']>[number]['oee'];
/** In percent; null while it is not known. */
export type FloorOeeFigures = Pick<MachineOee, 'oee' | 'partialOee' | 'performance' | 'quality'>;

export type FloorOee = (machineId: string) => FloorOeeFigures | undefined;

/** One question for all machines whose production day began together. */
export function createFloorOee(analytics: Pick<Analytics, 'oee'>): (floor: Floor) => Promise<FloorOee> {
  const memory = new WeakMap<Floor, Promise<FloorOee>>();

  async function read({ machines, asOfMs }: Floor): Promise<FloorOee> {
    const figures = new Map<string, FloorOeeFigures>();
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
