/** Machines as CSV files, out and in. */
import { Type } from 'typebox';
import { addCsvExport, addCsvImport, type Routes } from '../../../platform/http/index.ts';
import { MachineListQuery } from '../machines.schemas.ts';
import type { MachineExport } from './machine-export.ts';
import type { MachineImport } from './machine-import.service.ts';
import { machineFile } from './machine-rows.rules.ts';

const tags = ['Machines'];

export function machineCsvRoutes(machines: MachineExport & MachineImport): Routes {
  return (app) => {
    addCsvExport(app, {
      tags,
      path: '/api/v1/machines.csv',
      noun: 'Machines',
      order: 'in the order in which they were made',
      query: Type.Omit(MachineListQuery, ['cursor', 'limit']),
      permission: 'machines:read',
      lines: ({ place_id: placeId, ...filter }) =>
        machines.exportMachines({ ...filter, ...(placeId === undefined ? {} : { placeId }) }),
    });

    addCsvImport(app, {
      tags,
      path: '/api/v1/machines/import',
      noun: 'machines',
      description: `
A row finds its machine by id, else by name: a known one is changed, a new one is made. \`place\` is the names of site, area
and line, joined by \` / \`; places must be there. An empty cell says nothing and leaves what is there.`.trim(),
      title: 'MachineImportSummary',
      counts: {
        created: 'Machines made.',
        changed: 'Known machines changed.',
        unchanged: 'Known machines that are so already.',
      },
      file: machineFile,
      limitMib: 10,
      permission: 'machines:manage',
      load: machines.importMachines,
    });
  };
}
