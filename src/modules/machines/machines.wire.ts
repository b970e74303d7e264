/** Machines and places on the wire: snake_case, RFC 3339, seconds. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import type { MachineAnswer, MachineChangesBody, PlaceAnswer } from './machines.schemas.ts';
import type { Machine, MachineDetails } from './machines.types.ts';
import { placePath } from './places.rules.ts';
import type { Place } from './places.types.ts';

/** What an answer about machines needs besides the machine. */
export interface MachineSurroundings {
  /** All of them: the path of names is made from them. */
  readonly places: readonly Place[];
  readonly currency: string;
}

export function machineToWire(
  machine: Machine,
  { places, currency }: MachineSurroundings,
): Static<typeof MachineAnswer> {
  return {
    id: machine.id,
    name: machine.name,
    place_id: machine.placeId,
    place_path: placePath(machine.placeId, places),
    criticality: machine.criticality,
    hourly_cost: machine.hourlyCost,
    currency,
    target_oee: machine.targetOee,
    micro_stop_seconds: machine.microStopMs === null ? null : toSeconds(machine.microStopMs),
    manufacturer: machine.manufacturer,
    model: machine.model,
    serial_number: machine.serialNumber,
    notes: machine.notes,
    retired: machine.retiredAt !== null,
    retired_at: formatOptionalInstant(machine.retiredAt),
    version: machine.version,
    created_at: formatInstant(machine.createdAt),
    updated_at: formatInstant(machine.updatedAt),
  };
}

/** Only what the body names. */
export function detailsFromWire(body: Omit<Static<typeof MachineChangesBody>, 'version'>): Partial<MachineDetails> {
  const { place_id, hourly_cost, target_oee, micro_stop_seconds, serial_number, ...alike } = body;
  return {
    ...alike,
    ...(place_id === undefined ? {} : { placeId: place_id }),
    ...(hourly_cost === undefined ? {} : { hourlyCost: hourly_cost }),
    ...(target_oee === undefined ? {} : { targetOee: target_oee }),
    ...(serial_number === undefined ? {} : { serialNumber: serial_number }),
    ...(micro_stop_seconds === undefined
      ? {}
      : { microStopMs: micro_stop_seconds === null ? null : Math.round(micro_stop_seconds * 1_000) }),
  };
}

export function placeToWire(place: Place): Static<typeof PlaceAnswer> {
  return {
    id: place.id,
    level: place.level,
    parent_id: place.parentId,
    name: place.name,
    version: place.version,
    created_at: formatInstant(place.createdAt),
    updated_at: formatInstant(place.updatedAt),
  };
}
