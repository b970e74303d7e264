/** The factory's places: a site has areas, an area has lines; a machine stands at any of them. */
export const placeLevels = ['site', 'area', 'line'] as const;
export type PlaceLevel = (typeof placeLevels)[number];

export interface Place {
  readonly id: number;
  readonly level: PlaceLevel;
  /** Null for a site. */
  readonly parentId: number | null;
  /** Unique among its siblings, without regard to case and white space. */
  readonly name: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewPlace {
  readonly name: string;
  /** Absent or null makes a site; a site's child is an area, an area's child a line. */
  readonly parentId?: number | null;
}
