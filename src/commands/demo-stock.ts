/** The demo's store: components with limits and prices, some of them low, and the spare parts of the mills. */
import type { Actor } from '../kernel/access.ts';
import type { Inventory } from '../modules/inventory/index.ts';

interface Stocked {
  readonly name: string;
  readonly stockCode: string;
  readonly category: string;
  readonly unitCost: number;
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly onHand: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit?: string;
}

const part = (
  stockCode: string,
  name: string,
  category: string,
  [unitCost, leadTimeDays]: readonly [number, number],
  [onHand, minimum, maximum]: readonly [number, number, number],
  supplier: string,
): Stocked => ({ stockCode, name, category, unitCost, leadTimeDays, onHand, minimum, maximum, supplier });

/** Three are below their minimum from the first day. */
const stocked: readonly Stocked[] = [
  part('B-6204', 'Bearing 6204', 'Bearings', [6.4, 3], [24, 10, 40], 'Lagerhaus'),
  part('B-6310', 'Bearing 6310', 'Bearings', [21.5, 5], [3, 4, 12], 'Lagerhaus'),
  part('S-COIL', 'Seal kit, coiler cylinder', 'Hydraulics', [84, 14], [2, 2, 6], 'Fluidtech'),
  part('F-SUCT', 'Suction filter', 'Hydraulics', [18.9, 7], [9, 4, 16], 'Fluidtech'),
  part('H-12L1', 'Hydraulic hose 1/2", 1 m', 'Hydraulics', [27, 4], [6, 3, 10], 'Fluidtech'),
  part('O-HLP46', 'Hydraulic oil HLP 46, 20 l', 'Lubricants', [61, 2], [1, 3, 8], 'Schmierstoff Nord'),
  part('G-LITH', 'Grease cartridge', 'Lubricants', [5.2, 2], [31, 12, 48], 'Schmierstoff Nord'),
  part('T-BLADE', 'Cut-off blade', 'Tooling', [310, 21], [4, 2, 6], 'Profilwerkzeug'),
  part('T-DIE41', 'Die set 41 × 21', 'Tooling', [1_450, 42], [1, 1, 2], 'Profilwerkzeug'),
  part('T-STAMP', 'Date stamp insert', 'Tooling', [38, 10], [0, 2, 10], 'Profilwerkzeug'),
  part('T-ROLL41', 'Roll set 41 × 41, stands 5 to 8', 'Tooling', [9_800, 70], [1, 1, 1], 'Profilwerkzeug'),
  part('M-GEAR', 'Gearbox of the entry drive', 'Drives', [6_400, 84], [1, 1, 1], 'Getriebe West'),
  part('E-DRIVE', 'Servo drive 15 kW', 'Electrical', [3_850, 35], [1, 1, 2], 'Elektro Süd'),
  part('E-ENC', 'Encoder cable, 10 m', 'Electrical', [96, 6], [3, 1, 4], 'Elektro Süd'),
  part('E-SAFE', 'Safety switch', 'Electrical', [72, 6], [5, 2, 6], 'Elektro Süd'),
  part('E-FUSE', 'Fuse 25 A', 'Electrical', [1.1, 1], [60, 20, 100], 'Elektro Süd'),
  part('W-ELEC', 'Weld electrode', 'Welding', [14.5, 5], [18, 8, 30], 'Schweißbedarf'),
];

/** Stock code → the mills that need it. */
const spareParts: readonly (readonly [stockCode: string, recommended: number, machines: readonly string[]])[] = [
  ['B-6204', 4, ['demo-mill-1', 'demo-mill-2', 'demo-mill-3']],
  ['B-6310', 2, ['demo-mill-2']],
  ['S-COIL', 1, ['demo-mill-1', 'demo-mill-2']],
  ['T-BLADE', 1, ['demo-mill-1', 'demo-mill-2', 'demo-mill-3']],
  ['T-STAMP', 2, ['demo-mill-3']],
  ['M-GEAR', 1, ['demo-mill-1', 'demo-mill-2', 'demo-mill-3']],
  ['E-DRIVE', 1, ['demo-mill-1', 'demo-mill-2', 'demo-mill-3']],
  ['E-ENC', 1, ['demo-mill-1']],
  ['W-ELEC', 4, ['demo-mill-2']],
];

const store = 'Main store';
const cabinet = 'Cabinet at the line';
const cupboardCode = 'E-FUSE';

/** Makes what is not there; what people have changed since stays. @returns component ids by stock code */
export async function createStock(inventory: Inventory, actor: Actor): Promise<ReadonlyMap<string, number>> {
  const { items } = await inventory.listComponents({ limit: 200 });
  const ids = new Map(items.map(({ stockCode, id }) => [stockCode ?? '', id]));
  if (stocked.every(({ stockCode }) => ids.has(stockCode))) return ids;
  const location = await ensureLocation(inventory, actor, store);
  const other = await ensureLocation(inventory, actor, cabinet);
  for (const { minimum, maximum, onHand, ...details } of stocked) {
    if (ids.has(details.stockCode)) continue;
    const { id } = await inventory.createComponent(actor, { ...details, openingStock: onHand, locationId: location });
    ids.set(details.stockCode, id);
    await inventory.setStockLimits(actor, id, location, { minimum, maximum });
    if (details.stockCode !== cupboardCode) continue;
    await inventory.transferStock(actor, {
      componentId: id,
      fromLocationId: location,
      toLocationId: other,
      quantity: 10,
    });
  }
  for (const [code, recommendedQuantity, machines] of spareParts) {
    for (const machineId of machines) {
      await inventory.setSparePart(actor, machineId, ids.get(code) ?? 0, { recommendedQuantity, note: null });
    }
  }
  return ids;
}

async function ensureLocation(inventory: Inventory, actor: Actor, name: string): Promise<number> {
  const { items } = await inventory.listLocations();
  const { id } = items.find((each) => each.name === name) ?? (await inventory.createLocation(actor, { name }));
  return id;
}
