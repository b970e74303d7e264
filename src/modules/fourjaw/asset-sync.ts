/**
 * FourJaw's assets as machines here. A machine that is new gets the asset's name and stands where the asset does; one that
 * is known keeps what people have said of it, and only a name that is still its id gives way to FourJaw's.
 */
import type { Actor } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import { comparisonKey, tidyName } from '../../kernel/texts.ts';
import type { Machines, Place } from '../machines/index.ts';
import type { MachineAsset } from './assets.rules.ts';

export type MachineCalls = Pick<
  Machines,
  'createMachine' | 'changeMachine' | 'findMachine' | 'listPlaces' | 'createPlace'
>;

/** More are a mistake, or somebody else's idea. */
export const MACHINES_MAX = 1_000;
const NAME_LENGTH_MAX = 120;

/** Repeating it changes nothing. Returns how many machines were made. */
export async function takeAssets(
  actor: Actor,
  machines: MachineCalls,
  assets: readonly MachineAsset[],
): Promise<number> {
  let made = 0;
  for (const asset of assets.slice(0, MACHINES_MAX)) {
    const name = fitted(asset.name) || asset.id;
    const known = await machines.findMachine(asset.id);
    if (known !== undefined) {
      if (known.name === known.id && name !== known.id) await machines.changeMachine(actor, asset.id, { name });
      continue;
    }
    const placeId = await placeOf(actor, machines, asset.place);
    made += await createOnce(() => machines.createMachine(actor, { id: asset.id, name, placeId }));
  }
  return made;
}

/** The id of the innermost place, made where it is not there yet. */
async function placeOf(actor: Actor, machines: MachineCalls, names: readonly string[]): Promise<number | null> {
  let parentId: number | null = null;
  for (const name of names.map(fitted)) {
    if (name === '') break;
    const inside: number | null = parentId;
    parentId =
      (await findPlace(machines, inside, name)) ??
      (await createPlace(actor, machines, inside, name)) ??
      // another process has been faster
      (await findPlace(machines, inside, name)) ??
      null;
  }
  return parentId;
}

async function findPlace(machines: MachineCalls, parentId: number | null, name: string): Promise<number | undefined> {
  const places: readonly Place[] = await machines.listPlaces();
  const key = comparisonKey(name);
  return places.find((place) => place.parentId === parentId && comparisonKey(place.name) === key)?.id;
}

async function createPlace(
  actor: Actor,
  machines: MachineCalls,
  parentId: number | null,
  name: string,
): Promise<number | undefined> {
  try {
    return (await machines.createPlace(actor, { name, ...(parentId === null ? {} : { parentId }) })).id;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'name-taken') return undefined;
    throw error;
  }
}

async function createOnce(create: () => Promise<unknown>): Promise<number> {
  try {
    await create();
    return 1;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'machine-exists') return 0;
    throw error;
  }
}

function fitted(name: string): string {
  return tidyName(name.slice(0, NAME_LENGTH_MAX));
}
