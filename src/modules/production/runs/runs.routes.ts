/** `/api/v1/runs`: which machine makes what, from when to when, and what came of it. */
import { bodyInstant, idempotencyKeyOf, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import type { RunReads } from './run-reads.ts';
import type { RunRecords } from './run-records.service.ts';
import {
  ActiveRunAnswer,
  ActiveRunParams,
  NewRunBody,
  PastRunBody,
  RunAnswer,
  RunChangesBody,
  RunCompletionBody,
  RunListQuery,
  RunPage,
  RunParams,
} from './runs.schemas.ts';
import type { RunService } from './runs.service.ts';
import { changesFromWire, completionFromWire, listingFromWire, runToWire } from './runs.wire.ts';

const tags = ['Production'];
const read = 'production:read';
const manage = 'production:manage';
const freshness = { topics: ['run', 'product', 'cuts'] };

export function runRoutes(runs: RunService & RunReads & RunRecords): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/runs',
      {
        schema: {
          tags,
          summary: 'Production runs',
          description: 'The latest started first. A range holds every run of which something lies in it.',
          querystring: RunListQuery,
          response: { 200: RunPage },
        },
        config: { permission: read, errors: ['cursor-invalid', 'range-invalid', 'unknown-machine'], freshness },
      },
      async (request) => {
        const page = await runs.listRuns(listingFromWire(request.query));
        return {
          items: page.items.map(runToWire),
          next_cursor: page.nextCursor,
          ...(page.total === undefined ? {} : { total: page.total }),
        };
      },
    );

    app.post(
      '/api/v1/runs',
      {
        schema: {
          tags,
          summary: 'Start a run',
          description: 'From now on the machine makes the product. A machine has one active run at most.',
          body: NewRunBody,
          response: { 201: RunAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission: 'production:run',
          errors: ['run-active', 'unknown-machine', 'machine-retired', 'product-not-found', 'product-retired'],
        },
      },
      async (request, reply) => {
        const { machine_id: machineId, product_id: productId, target_quantity: targetQuantity, note } = request.body;
        const wanted = { machineId, productId, targetQuantity, ...(note == null ? {} : { note }) };
        const run = await runs.startRun(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/runs/${run.id}`).send(runToWire(run));
      },
    );

    app.post(
      '/api/v1/runs/record',
      {
        schema: {
          tags,
          summary: 'Record a run that is over',
          description: 'One that nobody started at its time. Needs a reason.',
          body: PastRunBody,
          response: { 201: RunAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission: manage,
          errors: ['unknown-machine', 'product-not-found', 'range-invalid', 'run-overlap'],
        },
      },
      async (request, reply) => {
        const { machine_id: machineId, start_time, end_time, reason, ...rest } = request.body;
        const { productId = rest.product_id, note, ...said } = changesFromWire(rest);
        const past = {
          ...said,
          machineId,
          productId,
          startedAt: bodyInstant('start_time', start_time),
          endedAt: bodyInstant('end_time', end_time),
          ...(note == null ? {} : { note }),
        };
        const run = await runs.recordRun(request.actor, past, reason, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/runs/${run.id}`).send(runToWire(run));
      },
    );

    app.get(
      '/api/v1/runs/active/:machine_id',
      {
        schema: {
          tags,
          summary: 'The active run of a machine',
          description: 'The literal `null` where it has none.',
          params: ActiveRunParams,
          response: { 200: ActiveRunAnswer },
        },
        config: { permission: read, freshness },
      },
      async (request, reply) => {
        const run = await runs.findActiveRun(request.params.machine_id);
        if (run !== undefined) return runToWire(run);
        // an empty body, which null would be sent as, fails in the old front end
        return reply.type('application/json; charset=utf-8').send('null' as unknown as null);
      },
    );

    app.get(
      '/api/v1/runs/:id',
      {
        schema: { tags, summary: 'One run', params: RunParams, response: { 200: RunAnswer } },
        config: { permission: read, errors: ['run-not-found'], freshness },
      },
      async (request) => runToWire(await runs.getRun(request.params.id)),
    );

    app.put(
      '/api/v1/runs/:id/complete',
      {
        schema: {
          tags,
          summary: 'Complete a run',
          description: 'It ends now. Nothing has to be said of what came of it; a null says nothing.',
          params: RunParams,
          body: RunCompletionBody,
          response: { 200: RunAnswer },
        },
        config: {
          idempotent: true,
          permission: 'production:run',
          errors: ['run-not-found', 'run-completed', 'unknown-status'],
        },
      },
      async (request) => {
        const completion = completionFromWire(request.body);
        const { actor, params } = request;
        return runToWire(await runs.completeRun(actor, params.id, completion, idempotencyKeyOf(request)));
      },
    );

    app.patch(
      '/api/v1/runs/:id',
      {
        schema: {
          tags,
          summary: 'Change the past of a run',
          description:
            'Writes the fields that the body names and leaves the others; null empties a count, a length or the note. Needs a reason. Of good, scrap and total two say the third, so one alone is not emptied while the two others are known. Scrap that is found late makes fewer good ones of the same total.',
          params: RunParams,
          body: RunChangesBody,
          response: { 200: RunAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['run-not-found', 'product-not-found', 'range-invalid', 'run-overlap', 'version-conflict'],
        },
      },
      async (request) => {
        const { reason, version, ...changes } = request.body;
        const { actor, params } = request;
        const run = await runs.changeRun(
          actor,
          params.id,
          changesFromWire(changes),
          reason,
          versionOf(request, version),
        );
        return runToWire(run);
      },
    );
  };
}
