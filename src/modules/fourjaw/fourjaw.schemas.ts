/** What the answers about the connection to FourJaw look like. */
import { Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import { connections } from './events.ts';

const instant = (description: string) => orNull(instantField(`${description} Null for never.`));
const text = (description: string) => orNull(Type.String({ description }));
const seconds = (description: string) => orNull(Type.Number({ minimum: 0, description, examples: [41.2] }));
const count = (description: string) => Type.Integer({ minimum: 0, description });

const MachineStatus = Type.Object({
  machine_id: Type.String(),
  name: Type.String(),
  fetched_to: instant('Everything until then has been fetched and recorded.'),
  lag_seconds: seconds('How long ago that is.'),
  reread_at: instant('When the last seven days were last fetched anew.'),
  last_success_at: instant('When it was last fetched without a failure.'),
  last_error: text('Why the last try failed; null when it went well.'),
  last_error_at: instant('When that was.'),
  refused_periods: count('Periods of the last fetching that could not be taken.'),
  last_refusal: text('Which the first of them is, by machine, start and FourJaw’s id, and why.'),
  future_periods: count('Periods of the last fetching that had not begun by our clock; they are taken once they have.'),
});

export const StatusAnswer = Type.Object(
  {
    configured: Type.Boolean({ description: 'False while FOURJAW_BASE_URL is not set; all else is then of before.' }),
    connection: Type.Enum(['off', ...connections], {
      description: 'As of the last fetching; `unknown` before the first one.',
    }),
    connection_since: instant('When it became so.'),
    base_url: text('Where FourJaw is asked.'),
    poll_interval_seconds: orNull(Type.Number({ description: 'From one fetching to the next.', examples: [60] })),
    last_poll_started_at: instant('When machines were last begun to be fetched.'),
    last_poll_finished_at: instant('When that last ended.'),
    last_success_at: instant('When all machines were last fetched without a failure.'),
    last_error: text('What went wrong last; it may be over.'),
    last_error_at: instant('When that was.'),
    sync_pending: Type.Boolean({ description: 'Somebody has asked to fetch now, and that has not been done yet.' }),
    breaker: Type.Enum(['closed', 'open', 'half-open'], {
      description: '`open`: FourJaw fails again and again, and nothing is sent for a while; `half-open`: it is tried.',
    }),
    breaker_until: instant('When FourJaw is asked again while the breaker is open.'),
    clock_skew_seconds: orNull(
      Type.Number({ description: 'FourJaw’s clock less ours, to the second or so.', examples: [-0.4] }),
    ),
    assets_synced_at: instant('When the list of assets was last read.'),
    assets_error: text('Why it could not be read.'),
    lag_seconds: seconds('Of the machine that is furthest behind.'),
    machines: Type.Array(MachineStatus, { description: 'Those in use that are fetched, by name.' }),
  },
  { title: 'FourJawStatus' },
);
