/** What the answer about reliability looks like. */
import { Type } from 'typebox';
import { count, groupFields, percent, rangeFields, seconds } from './reports.schemas.ts';

const reliabilityFields = {
  faults: count('Tickets of faults that began in the range: not of plans, not cancelled.', 31),
  failures: count('Faults that stopped the machine, tickets of one stop once.'),
  mttr: Type.Object(
    {
      mean_seconds: seconds(
        'Mean time to restore: from the beginning of a failure until the machine ran again, elapsed',
      ),
      longest_seconds: seconds('The longest', 86_400),
      n: count('Failures that are over.', 11),
      open: count('Failures that are not: they are in no mean.', 1),
    },
    { title: 'MeanTimeToRestore' },
  ),
  mtta: Type.Object(
    {
      mean_seconds: seconds('Mean time to acknowledge: from being reported until somebody was assigned or began', 600),
      n: count('Faults that were acknowledged.', 29),
      open: count('Faults that were not: they are in no mean.', 2),
    },
    { title: 'MeanTimeToAcknowledge' },
  ),
  mtbf: Type.Object(
    {
      mean_seconds: seconds('Mean operating time between failures: run time / failures', 360_000),
      run_seconds: Type.Number({
        description:
          'Productive uptime in the range, in seconds: of the machine, or of all that were asked for. 0 where nothing is known.',
        examples: [4_320_000],
      }),
      n: count('Failures.'),
    },
    { title: 'MeanTimeBetweenFailures' },
  ),
  first_time_fix: Type.Object(
    {
      percent: percent('Faults done that were not reopened and have not come back'),
      n: count('Faults that are done: resolved or closed.', 24),
      fixed_first_time: count('Of those, the ones that held.', 21),
      provisional: count('Of those that held, the ones so fresh that they may still come back.', 4),
    },
    { title: 'FirstTimeFix' },
  ),
  repeats: Type.Object(
    {
      percent: percent('Faults that are repeats', 9.7),
      n: count('Faults.', 31),
      repeated: count('Faults that came within `repeat_days` of another of the same machine and cause.', 3),
    },
    { title: 'Repeats' },
  ),
};

export const ReliabilityAnswer = Type.Object(
  {
    ...rangeFields,
    repeat_days: Type.Integer({ description: 'The setting `reports.repeat_days`.', examples: [30] }),
    ...reliabilityFields,
    groups: Type.Optional(
      Type.Array(Type.Object({ ...groupFields, ...reliabilityFields }, { title: 'ReliabilityOfGroup' }), {
        description: 'The most failures first. Counts add up to the whole.',
      }),
    ),
  },
  { title: 'Reliability' },
);
