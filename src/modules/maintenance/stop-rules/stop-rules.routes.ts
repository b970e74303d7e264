/** `/api/v1/stop-rules`: what happens by itself while a machine stands. */
import { idempotencyKeyOf, noBody, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import {
  NewStopRuleBody,
  StopRuleAnswer,
  StopRuleChangesBody,
  StopRuleParams,
  StopRulesAnswer,
} from './stop-rules.schemas.ts';
import type { StopRuleService } from './stop-rules.service.ts';
import { stopRuleFromWire, stopRuleToWire } from './stop-rules.wire.ts';

const tags = ['Rules on stops'];
const permission = 'stop-rules:manage';

export function stopRuleRoutes(rules: StopRuleService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/stop-rules',
      {
        schema: { tags, summary: 'Rules on stops', response: { 200: StopRulesAnswer } },
        config: { permission: 'tickets:read' },
      },
      async () => ({ items: (await rules.listStopRules()).map(stopRuleToWire) }),
    );

    app.post(
      '/api/v1/stop-rules',
      {
        schema: {
          tags,
          summary: 'Make a rule on stops',
          description:
            'While a machine stands for longer than the rule allows, a ticket is opened, or joined, or somebody is told. Stops that are over when they are first heard of ask for nothing.',
          body: NewStopRuleBody,
          response: { 201: StopRuleAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission,
          errors: ['name-taken', 'unknown-machine', 'unknown-category', 'unknown-shift', 'limit-reached'],
        },
      },
      async (request, reply) => {
        const wanted = { ...stopRuleFromWire(request.body), name: request.body.name };
        const made = await rules.createStopRule(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/stop-rules/${made.id}`).send(stopRuleToWire(made));
      },
    );

    app.get(
      '/api/v1/stop-rules/:id',
      {
        schema: { tags, summary: 'One rule on stops', params: StopRuleParams, response: { 200: StopRuleAnswer } },
        config: { permission: 'tickets:read', errors: ['stop-rule-not-found'] },
      },
      async (request) => stopRuleToWire(await rules.getStopRule(request.params.id)),
    );

    app.patch(
      '/api/v1/stop-rules/:id',
      {
        schema: {
          tags,
          summary: 'Change a rule on stops',
          description:
            'Writes the fields that the body names and leaves the others. What the rule has done stays as it is.',
          params: StopRuleParams,
          body: StopRuleChangesBody,
          response: { 200: StopRuleAnswer },
        },
        config: {
          versioned: true,
          permission,
          errors: [
            'stop-rule-not-found',
            'version-conflict',
            'name-taken',
            'unknown-machine',
            'unknown-category',
            'unknown-shift',
          ],
        },
      },
      async (request) => {
        const { version, ...body } = request.body;
        const { actor, params } = request;
        const changes = stopRuleFromWire(body);
        return stopRuleToWire(await rules.changeStopRule(actor, params.id, changes, versionOf(request, version)));
      },
    );

    app.delete(
      '/api/v1/stop-rules/:id',
      {
        schema: {
          tags,
          summary: 'Delete a rule on stops',
          description: 'The tickets that it opened stay.',
          params: StopRuleParams,
          response: { 204: noBody },
        },
        config: { versioned: true, permission, errors: ['stop-rule-not-found', 'version-conflict'] },
      },
      async (request, reply) => {
        await rules.deleteStopRule(request.actor, request.params.id, versionOf(request, undefined));
        return reply.code(204).send(null);
      },
    );
  };
}
