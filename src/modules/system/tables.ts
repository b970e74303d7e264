/** The system module's table. */
export interface SystemTables {
  settings: SettingsTable;
}

export interface SettingsTable {
  key: string;
  /** JSON text; null: back to the default. The row stays, so that versions go on counting. */
  value: string | null;
  version: number;
  updated_at: number;
  /** Name of who set it. */
  updated_by: string;
}
