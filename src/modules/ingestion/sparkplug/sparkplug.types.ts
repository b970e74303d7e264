/** What Sparkplug B says, as far as it is of use here: Eclipse Sparkplug 3.0, chapters 4 and 6. */

/** Messages of edge nodes; those to them are commands, which only we send. */
export const nodeMessages = ['NBIRTH', 'NDATA', 'NDEATH'] as const;
export const deviceMessages = ['DBIRTH', 'DDATA', 'DDEATH'] as const;
export type SparkplugType = (typeof nodeMessages)[number] | (typeof deviceMessages)[number];

/** Where a message came from. */
export interface SparkplugTopic {
  readonly group: string;
  readonly node: string;
  readonly type: SparkplugType;
  /** Undefined where the node speaks of itself. */
  readonly device: string | undefined;
}

/** Integers as they stand in the payload: whether they have a sign the datatype says, see `valueAs`. */
export type MetricValue = bigint | number | boolean | string;

/** The last instant that RFC 3339 can write stands for all behind it, as of a node that counts microseconds. */
export const LATEST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export interface SparkplugMetric {
  /** Absent in data that goes by alias. */
  readonly name: string | undefined;
  readonly alias: number | bigint | undefined;
  /** UTC milliseconds. */
  readonly timestamp: number | undefined;
  /** Births say it, data need not. */
  readonly datatype: number | undefined;
  /** From before, kept while the node was away. */
  readonly isHistorical: boolean;
  /** Neither null nor of bad or stale quality. */
  readonly isGood: boolean;
  /** Undefined where it is none, or of a kind that is not read: bytes, arrays, data sets, templates. */
  readonly value: MetricValue | undefined;
}

export interface SparkplugPayload {
  /** UTC milliseconds. */
  readonly timestamp: number | undefined;
  /** 0 to 255 and round again; senders whose library writes no zeros leave out 0. */
  readonly seq: number;
  readonly metrics: readonly SparkplugMetric[];
}

/** The metric by which a birth and its death belong together. */
export const BD_SEQ = 'bdSeq';
