/** `/api/v1/machines`: what people say of machines. */
import { qrText } from '../../kernel/labels.ts';
import { addRetirement, idempotencyKeyOf, type RouteApp, type Routes, versionOf } from '../../platform/http/index.ts';
import { SETTING_TOPIC, type SettingsReader } from '../../platform/settings/index.ts';
import {
  MachineAnswer,
  MachineChangesBody,
  MachineLabelAnswer,
  MachineListQuery,
  MachinePage,
  MachineParams,
  NewMachineBody,
} from './machines.schemas.ts';
import type { MachineService } from './machines.service.ts';
import { currency } from './machines.settings.ts';
import type { Machine } from './machines.types.ts';
import { detailsFromWire, machineToWire } from './machines.wire.ts';
import type { PlaceService } from './places.service.ts';

const tags = ['Machines'];
const read = 'machines:read';
const manage = 'machines:manage';
const freshness = { topics: ['machine', 'place', SETTING_TOPIC] };

export function machineRoutes(machines: MachineService & PlaceService, settings: SettingsReader): Routes {
  const surroundings = async () => ({
    places: await machines.listPlaces(),
    currency: await settings.valueOf(currency),
  });
  const toWire = async (machine: Machine) => machineToWire(machine, await surroundings());

  return (app: RouteApp) => {
    app.get(
      '/api/v1/machines',
      {
        schema: {
          tags,
          summary: 'Machines',
          description: 'By name. Retired machines are among them unless `retired` says otherwise.',
          querystring: MachineListQuery,
          response: { 200: MachinePage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { place_id: placeId, ...filter } = request.query;
        const page = await machines.listMachines({ ...filter, ...(placeId === undefined ? {} : { placeId }) });
        const around = await surroundings();
        return { items: page.items.map((machine) => machineToWire(machine, around)), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/machines',
      {
        schema: {
          tags,
          summary: 'Create a machine',
          description: 'Machines of loaded data are made by themselves; this is for those that come before their data.',
          body: NewMachineBody,
          response: { 201: MachineAnswer },
        },
        config: { location: true, idempotent: true, permission: manage, errors: ['machine-exists', 'place-not-found'] },
      },
      async (request, reply) => {
        const { id, name, ...details } = request.body;
        const wanted = { ...detailsFromWire(details), name, ...(id === undefined ? {} : { id }) };
        const machine = await machines.createMachine(request.actor, wanted, idempotencyKeyOf(request));
        return reply
          .code(201)
          .header('location', `/api/v1/machines/${encodeURIComponent(machine.id)}`)
          .send(await toWire(machine));
      },
    );

    app.get(
      '/api/v1/machines/:id',
      {
        schema: { tags, summary: 'One machine', params: MachineParams, response: { 200: MachineAnswer } },
        config: { permission: read, errors: ['machine-not-found'], freshness },
      },
      async (request) => toWire(await machines.getMachine(request.params.id)),
    );

    app.get(
      '/api/v1/machines/:id/label',
      {
        schema: {
          tags,
          summary: 'Label of a machine',
          description:
            'What to print. The QR code holds `milldash:machine:<id>`, the id percent-encoded: no address, so a label outlives the server that it was printed at.',
          params: MachineParams,
          response: { 200: MachineLabelAnswer },
        },
        config: { permission: read, errors: ['machine-not-found'], freshness },
      },
      async (request) => {
        const machine = await toWire(await machines.getMachine(request.params.id));
        return {
          qr_text: qrText('machine', machine.id),
          path: `/api/v1/machines/${encodeURIComponent(machine.id)}`,
          machine_id: machine.id,
          name: machine.name,
          place_path: machine.place_path,
          serial_number: machine.serial_number,
        };
      },
    );

    app.patch(
      '/api/v1/machines/:id',
      {
        schema: {
          tags,
          summary: 'Change a machine',
          description: 'Writes the fields that the body names and leaves the others; null empties a field.',
          params: MachineParams,
          body: MachineChangesBody,
          response: { 200: MachineAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['machine-not-found', 'place-not-found', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...details } = request.body;
        const changes = detailsFromWire(details);
        const { actor, params } = request;
        return toWire(await machines.changeMachine(actor, params.id, changes, versionOf(request, version)));
      },
    );

    addRetirement(app, {
      tags,
      path: '/api/v1/machines/:id',
      params: MachineParams,
      answer: MachineAnswer,
      permission: manage,
      errors: ['machine-not-found'],
      refusals: { retire: ['run-active'] },
      noun: 'machine',
      consequences: { retire: 'Its history stays. Not while a production run is active on it.' },
      set: async ({ actor, params, retired, reason }) =>
        toWire(await machines.setMachineRetired(actor, params.id, retired, reason)),
    });
  };
}
