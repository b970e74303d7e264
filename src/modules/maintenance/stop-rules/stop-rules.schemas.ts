/** What requests and answers about rules on stops look like. */
import { Type } from 'typebox';
import {
  closed,
  idParams,
  instantField,
  optionalFields,
  orNull,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { priorities } from '../tickets/tickets.rules.ts';
import { COOL_DOWN_MINUTES_MAX, MINUTES_MAX, RANK_MAX } from './stop-rules.rules.ts';
import { ruleGroups, stopActions } from './stop-rules.types.ts';

export const StopRuleParams = idParams('rule');

const name = Type.String({
  minLength: 1,
  maxLength: 120,
  description: 'What people call it: unique, case and white space make no difference.',
  examples: ['Hydraulic faults at night'],
});

const details = {
  active: Type.Boolean({ description: 'Whether it is asked. Default: true.' }),
  reason_groups: Type.Array(Type.Enum([...ruleGroups]), {
    maxItems: ruleGroups.length,
    description:
      'Stops whose reason is in one of these groups of the catalogue. Planned stops, and those for want of an operator, are taken by no rule.',
    examples: [['maintenance']],
  }),
  reasons: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 200,
    description: 'Stops with one of these reasons, by the name of the catalogue or as a source writes it.',
    examples: [['Hydraulic Fault']],
  }),
  unanswered: Type.Boolean({
    description: 'Stops that nobody has given a reason, too. Default: false.',
    examples: [false],
  }),
  minimum_minutes: Type.Integer({
    minimum: 1,
    maximum: MINUTES_MAX,
    description: 'How long a machine stands before the rule acts. Default: 10.',
    examples: [10],
  }),
  machine_ids: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 200,
    description: 'Only these machines. Empty: all.',
    examples: [[]],
  }),
  shift: orNull(
    Type.String({
      minLength: 1,
      maxLength: 60,
      description: 'Only in this shift. Null: at any time.',
      examples: ['NIGHT'],
    }),
  ),
  criticalities: Type.Array(Type.Enum(['A', 'B', 'C']), {
    maxItems: 3,
    description: 'Only machines of this criticality. Empty: any, and those without one.',
    examples: [['A']],
  }),
  action: Type.Enum([...stopActions], {
    description:
      '`ticket`: open a ticket, or join the one that the machine has. `notify`: tell of it, and nothing else. Default: ticket.',
    examples: ['ticket'],
  }),
  priority: Type.Enum([...priorities], { description: 'Of its tickets. Default: High.', examples: ['High'] }),
  incident_category: orNull(
    Type.String({
      minLength: 1,
      maxLength: 60,
      description: 'Of its tickets: one of the setting `tickets.categories`. Null: the default one.',
      examples: ['Hydraulic'],
    }),
  ),
  title: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'First line of its tickets; `{machine}`, `{reason}`, `{since}` and `{minutes}` are filled in.',
    examples: ['{machine} stands: {reason}'],
  }),
  cool_down_minutes: Type.Integer({
    minimum: 0,
    maximum: COOL_DOWN_MINUTES_MAX,
    description: 'After it has acted on a machine it leaves its other stops alone for so long. Default: 0.',
    examples: [60],
  }),
  rank: Type.Integer({
    minimum: 1,
    maximum: RANK_MAX,
    description:
      'Of several rules that would open a ticket the one with the least is taken, then the older. Default: 100.',
    examples: [100],
  }),
};

export const StopRuleAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the rule.', examples: [3] }),
    name,
    ...details,
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'StopRule' },
);
export const StopRulesAnswer = Type.Object(
  { items: Type.Array(StopRuleAnswer, { description: 'In the order in which they were made; at most 100.' }) },
  { title: 'StopRules' },
);
export const NewStopRuleBody = Type.Object({ name, ...optionalFields(details) }, { ...closed, title: 'NewStopRule' });
export const StopRuleChangesBody = Type.Object(
  { ...optionalFields({ name, ...details }), version: versionGiven },
  { ...closed, title: 'StopRuleChanges' },
);
