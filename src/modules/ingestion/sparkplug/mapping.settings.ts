/** What the factory can set about Sparkplug: which metric means what. */
import { type Static, Type } from 'typebox';
import { closed } from '../../../platform/http/index.ts';
import { defineSetting } from '../../../platform/settings/index.ts';
import { reportedStatuses } from '../statuses/statuses.types.ts';

export const mappedKinds = ['counter', 'cut', 'status', 'telemetry'] as const;

const LINES_MAX = 1_000;
const VALUES_MAX = 100;

const MappingLine = Type.Object(
  {
    source: Type.String({
      maxLength: 400,
      pattern: '^(\\+|[^/+#]+)/(\\+|[^/+#]+)(/(\\+|[^/+#]+))?$',
      errorMessage: 'must be group/node/device, or group/node for what a node says of itself; + stands for any',
    }),
    metric: Type.String({ minLength: 1, maxLength: 500 }),
    kind: Type.Enum(mappedKinds),
    machine_id: Type.String({ minLength: 1, maxLength: 100 }),
    name: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_.:-]{0,59}$',
        errorMessage: 'must begin with a letter and have at most 60 letters, digits and _ . : -',
      }),
    ),
    rollover_at: Type.Optional(Type.Integer({ minimum: 2, maximum: Number.MAX_SAFE_INTEGER })),
    values: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.String({ maxLength: 200 }),
            status: Type.Enum(reportedStatuses),
            reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          },
          closed,
        ),
        { minItems: 1, maxItems: VALUES_MAX },
      ),
    ),
  },
  closed,
);

export type MappingLine = Static<typeof MappingLine>;

export const sparkplugMapping = defineSetting({
  key: 'sparkplug.mapping',
  schema: Type.Array(MappingLine, { maxItems: LINES_MAX }),
  default: [],
  description:
    'Which metric of which Sparkplug B source means what: `source` is group/node/device, or group/node, with + for any; `metric` its name; `kind` an absolute `counter` of pieces, a `cut` that says pieces as they are made, a `status`, or `telemetry`; `machine_id` the machine, in which {group}, {node} and {device} stand for the names of the source. `name` is that of the counter or number, `rollover_at` where a counter begins again, `values` what a status means: its value as a text, the status, a reason. The first line that fits counts; what no line names is ignored.',
});
