/** What the machines module tells the world. Costs and notes stay out: events reach whoever may read machines. */
import type { NewEvent } from '../../platform/outbox/index.ts';
import type { Machine } from './machines.types.ts';
import type { Place } from './places.types.ts';

export function machineEvent(
  happened: 'created' | 'changed' | 'retired' | 'reinstated',
  machine: Machine,
  changed: readonly string[] = [],
): NewEvent {
  return {
    type: `com.milldash.machine.${happened}`,
    subject: `machines/${machine.id}`,
    data: {
      machine_id: machine.id,
      name: machine.name,
      place_id: machine.placeId,
      criticality: machine.criticality,
      retired: machine.retiredAt !== null,
      version: machine.version,
      ...(happened === 'changed' ? { changed } : {}),
    },
  };
}

export function placeEvent(happened: 'created' | 'renamed' | 'removed', place: Place): NewEvent {
  return {
    type: `com.milldash.place.${happened}`,
    subject: `places/${place.id}`,
    data: { place_id: place.id, level: place.level, parent_id: place.parentId, name: place.name },
  };
}

export function fileEvent(
  happened: 'added' | 'removed',
  file: { id: string; machineId: string; name: string; mediaType: string; sizeBytes: number },
): NewEvent {
  return {
    type: `com.milldash.file.${happened}`,
    subject: `machines/${file.machineId}/files/${file.id}`,
    data: {
      file_id: file.id,
      machine_id: file.machineId,
      name: file.name,
      media_type: file.mediaType,
      size_bytes: file.sizeBytes,
    },
  };
}
