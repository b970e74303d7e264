/** The table of the setting, asked by source: which metric of it means what. Pure. */
import { machineIdProblem } from '../../machines/index.ts';
import { type ReportedStatus, reportedStatuses } from '../statuses/statuses.types.ts';
import type { MappingLine } from './mapping.settings.ts';

/** What a metric of one source means. */
export interface MetricMeaning {
  readonly machineId: string;
  readonly kind: MappingLine['kind'];
  readonly metric: string;
  readonly name: string | undefined;
  readonly rolloverAt: number | undefined;
  /** Of a status: by its value as a text. */
  readonly statuses: ReadonlyMap<string, { readonly status: ReportedStatus; readonly reason: string | undefined }>;
}

/** By the name of the metric. */
export type Meanings = ReadonlyMap<string, MetricMeaning>;

export interface SparkplugMapping {
  readonly isEmpty: boolean;
  /** Whether any line is of this node or its devices. */
  hasNode(group: string, node: string): boolean;
  /** @param device undefined: what the node says of itself */
  meaningsOf(group: string, node: string, device: string | undefined): Meanings;
  /** Devices of the node that lines name. */
  namedDevices(group: string, node: string): readonly string[];
  /** Nodes that lines name, each once. */
  namedNodes(): readonly (readonly [group: string, node: string])[];
}

const ANY = '+';

export function createMapping(table: readonly MappingLine[]): SparkplugMapping {
  const lines = table.map((line) => {
    const [group = '', node = '', device] = line.source.split('/');
    // once for all devices that a pattern takes in: each birth keeps what its metrics mean
    return { line, group, node, device, statuses: statusesOf(line) };
  });
  const fits = (wanted: string, name: string) => wanted === ANY || wanted === name;
  const ofNode = (group: string, node: string) =>
    lines.filter((each) => fits(each.group, group) && fits(each.node, node));
  return {
    isEmpty: lines.length === 0,
    hasNode: (group, node) => lines.some((each) => fits(each.group, group) && fits(each.node, node)),
    meaningsOf(group, node, device) {
      const meanings = new Map<string, MetricMeaning>();
      for (const { line, device: wanted, statuses } of ofNode(group, node)) {
        const isOfDevice = wanted === undefined ? device === undefined : device !== undefined && fits(wanted, device);
        if (!isOfDevice || meanings.has(line.metric)) continue;
        const machineId = line.machine_id
          .replaceAll('{group}', () => group)
          .replaceAll('{node}', () => node)
          .replaceAll('{device}', () => device ?? '');
        // a source of that name can be no machine
        if (machineIdProblem(machineId) !== undefined) continue;
        meanings.set(line.metric, meaningOf(line, machineId, statuses));
      }
      return meanings;
    },
    namedDevices(group, node) {
      const named = ofNode(group, node).flatMap(({ device }) =>
        device === undefined || device === ANY ? [] : [device],
      );
      return [...new Set(named)];
    },
    namedNodes() {
      const named = lines.filter(({ group, node }) => group !== ANY && node !== ANY);
      return [...new Map(named.map(({ group, node }) => [`${group}/${node}`, [group, node] as const])).values()];
    },
  };
}

function meaningOf(line: MappingLine, machineId: string, statuses: MetricMeaning['statuses']): MetricMeaning {
  const { kind, metric, name, rollover_at: rolloverAt } = line;
  return { machineId, kind, metric, name, rolloverAt, statuses };
}

function statusesOf({ values }: MappingLine): MetricMeaning['statuses'] {
  const said = values ?? reportedStatuses.map((status) => ({ value: status, status, reason: undefined }));
  return new Map(said.map(({ value, status, reason }) => [value, { status, reason }]));
}
