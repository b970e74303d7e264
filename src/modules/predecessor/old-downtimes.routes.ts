/**
 * The old front end's stops of a machine. The service before asked FourJaw in the middle of the request; here they are
 * the stored periods, with the names that either of its pages reads.
 */
import { Type } from 'typebox';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { formatInstant, toSeconds } from '../../kernel/instant.ts';
import { instantField, type Routes } from '../../platform/http/index.ts';
import { type Analytics, measurableUntil, type NamedPeriod } from '../analytics/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../machines/index.ts';
import { makeOldReasons } from './old-analytics.wire.ts';
import { neededRange, oldQueryInstant, truncatedHeader, unlessEmpty } from './old-queries.ts';

/** Periods, of every kind, that one request reads: some months of a mill. */
const PERIODS_MAX = 20_000;

const oldStop = Type.Object({
  id: Type.String({ description: 'Id of the status period.', examples: ['6818403f0000000000000001'] }),
  machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
  downtime_reason_name: Type.String({ description: 'Empty where the source gave none.', examples: ['Coil Change'] }),
  start_timestamp: instantField('Beginning of the stop.'),
  end_timestamp: instantField('End of the stop; now for one that lasts.'),
  start_time: instantField('The same as `start_timestamp`.'),
  end_time: instantField('The same as `end_timestamp`.'),
  duration_seconds: Type.Number({ description: 'Length of the whole stop, in seconds.', examples: [702] }),
  productivity: Type.String({ description: '`productive`, `unproductive` or empty.' }),
  classification: Type.Literal('DOWNTIME'),
  open: Type.Boolean({ description: 'True while the stop lasts.' }),
});

export interface OldDowntimeDependencies {
  readonly analytics: Pick<Analytics, 'periods'>;
  readonly clock: Clock;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
}

export function oldDowntimeRoutes({ analytics, clock, zone }: OldDowntimeDependencies): Routes {
  return (app) => {
    app.get(
      '/api/v1/fourjaw/downtimes',
      {
        schema: {
          tags: ['Old front end'],
          summary: 'Stops of a machine, old shape',
          description: `By time, out of the first ${PERIODS_MAX.toLocaleString('en')} periods of the range; where there are more, \`X-Result-Truncated\` is \`true\`. Without a range: the last 24 hours.`,
          querystring: Type.Object({
            machine_id: Type.String({
              minLength: 1,
              maxLength: MACHINE_ID_LENGTH_MAX,
              description: 'The machine.',
              examples: ['6809f67ffc54c40ff1b489cf'],
            }),
            start_time: Type.Optional(neededRange.start_time),
            end_time: Type.Optional(neededRange.end_time),
          }),
          response: { 200: Type.Array(oldStop) },
        },
        config: {
          permission: 'timeline:read',
          tolerant: true,
          errors: ['range-too-long', 'unknown-machine'],
          // a stop that lasts ends now
          freshness: { topics: ['timeline', 'machine', 'reason'], live: () => true, headers: [truncatedHeader] },
        },
      },
      async (request, reply) => {
        const { machine_id: machineId } = request.query;
        const nowMs = measurableUntil(clock.now());
        const start = unlessEmpty(request.query.start_time);
        const end = unlessEmpty(request.query.end_time);
        const toMs = end === undefined ? nowMs : oldQueryInstant('end_time', end, zone);
        const fromMs = start === undefined ? toMs - DAY_MS : oldQueryInstant('start_time', start, zone);
        // a range that ends before it begins is an empty one
        const range = { fromMs, toMs: Math.max(fromMs, toMs), machineIds: [machineId] };
        const { page } = await analytics.periods({ ...range, limit: PERIODS_MAX });
        if (page.nextCursor !== null) reply.header(truncatedHeader, 'true');
        const oldReasonOf = makeOldReasons();
        return page.items
          .filter(({ period }) => period.classification === 'DOWNTIME')
          .map((stop) => ({ ...toOldStop(stop, nowMs), downtime_reason_name: oldReasonOf(stop.period, stop.reason) }));
      },
    );
  };
}

function toOldStop({ period }: NamedPeriod, nowMs: number) {
  const endMs = period.endMs ?? Math.max(nowMs, period.startMs);
  const [start, end] = [formatInstant(period.startMs), formatInstant(endMs)];
  return {
    id: period.id,
    machine_id: period.machineId,
    start_timestamp: start,
    end_timestamp: end,
    start_time: start,
    end_time: end,
    duration_seconds: toSeconds(endMs - period.startMs),
    productivity: period.productivity ?? '',
    classification: 'DOWNTIME' as const,
    open: period.endMs === null,
  };
}
