/** The machines module's tables. Instants are milliseconds, flags and levels are as the migration checks them. */
import type { Generated } from 'kysely';

export interface MachinesTables {
  places: PlacesTable;
  machines: MachinesTable;
  machine_files: MachineFilesTable;
}

export interface PlacesTable {
  id: Generated<number>;
  level: 'site' | 'area' | 'line';
  parent_id: number | null;
  /** `parent_id`, or 0 for a site: what names are unique within. */
  parent_key: number;
  /** Level of the parent: with `parent_id` a foreign key that fixes the depth of the hierarchy. */
  parent_level: 'site' | 'area' | null;
  name: string;
  /** The name as it is compared and sorted. */
  name_key: string;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface MachinesTable {
  id: string;
  name: string;
  name_key: string;
  /** Everything that a text filter looks at, in the form in which texts are compared. */
  search_text: string;
  place_id: number | null;
  criticality: 'A' | 'B' | 'C' | null;
  /** Cost of an hour's stop, in the factory's currency. */
  hourly_cost: number | null;
  /** Percent. */
  target_oee: number | null;
  micro_stop_ms: number | null;
  manufacturer: string | null;
  model: string | null;
  serial_number: string | null;
  notes: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  retired_at: number | null;
}

export interface MachineFilesTable {
  id: string;
  machine_id: string;
  /** As the uploader's device called it; never used as a path. */
  name: string;
  /** By content, not by what the uploader claimed. */
  media_type: string;
  size_bytes: number;
  sha256: string;
  storage_key: string;
  description: string | null;
  uploaded_by: string;
  created_at: number;
}
