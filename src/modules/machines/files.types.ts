/** A file that belongs to a machine: a manual, a drawing, a picture. */
export interface MachineFile {
  /** UUID version 7: sorted by id is sorted by time. */
  readonly id: string;
  readonly machineId: string;
  /** As the uploader's device called it; never used as a path. */
  readonly name: string;
  /** By content. */
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly storageKey: string;
  readonly description: string | null;
  readonly uploadedBy: string;
  readonly createdAt: number;
}
