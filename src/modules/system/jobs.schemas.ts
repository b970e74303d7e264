/** What answers about jobs look like. */
import { Type } from 'typebox';
import { instantField, orNull, pageOf } from '../../platform/http/index.ts';

export const JobParams = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the job.', examples: ['retention'] }),
});

export const JobAnswer = Type.Object(
  {
    name: Type.String({ description: 'Name of the job.', examples: ['retention'] }),
    description: Type.String({ description: 'What it does.' }),
    every_seconds: Type.Number({ description: 'From one start to the next.', examples: [86_400] }),
    running: Type.Boolean({ description: 'Whether it runs at the moment, on whichever process.' }),
    instance: orNull(
      Type.String({ description: '`INSTANCE_ID` of the process that runs it, or ran it last.', examples: ['mill-1'] }),
    ),
    last_started_at: orNull(instantField('Of the run that goes on, else of the last one; null for never.')),
    last_finished_at: orNull(
      instantField('Of the last run that ended. Before `last_started_at` while nothing runs: that run was broken off.'),
    ),
    last_duration_seconds: orNull(Type.Number({ description: 'How long that run took.', examples: [0.125] })),
    last_result: orNull(
      Type.String({
        description: 'What that run did; null when there was nothing to do, or when it failed.',
        examples: ['events removed: 1200'],
      }),
    ),
    last_error: orNull(Type.String({ description: 'Why that run failed; null when it went well.' })),
    next_run_at: orNull(instantField('When it begins next; null or past: at once.')),
    requested_at: orNull(instantField('Since when it is to run now; null again from its start on.')),
    requested_by: orNull(Type.String({ description: 'Who wants that.', examples: ['ada@northmills.example'] })),
  },
  { title: 'Job' },
);
export const JobsAnswer = pageOf(JobAnswer);
