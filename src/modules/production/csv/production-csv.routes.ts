/** Products, runs and cuts as CSV files. */
import { Type } from 'typebox';
import { addCsvExport, type Routes } from '../../../platform/http/index.ts';
import { CutListQuery } from '../cuts/cuts.schemas.ts';
import { listingFromWire as cutsFromWire } from '../cuts/cuts.wire.ts';
import { ProductListQuery } from '../products/products.schemas.ts';
import { RunListQuery } from '../runs/runs.schemas.ts';
import { listingFromWire as runsFromWire } from '../runs/runs.wire.ts';
import type { ProductionExports } from './production-export.ts';

const tags = ['Production'];
const permission = 'production:read';
const errors = ['range-invalid', 'unknown-machine'] as const;

export function productionCsvRoutes(production: ProductionExports): Routes {
  return (app) => {
    addCsvExport(app, {
      tags,
      path: '/api/v1/products.csv',
      noun: 'Products',
      order: 'in the order in which they were made',
      query: Type.Omit(ProductListQuery, ['cursor', 'limit', 'with_total']),
      permission,
      lines: production.exportProducts,
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/runs.csv',
      noun: 'Production runs',
      order: 'in the order in which they were made here',
      notes: 'A range holds every run of which something lies in it.',
      query: Type.Omit(RunListQuery, ['cursor', 'limit', 'with_total']),
      permission,
      errors,
      lines: (query) => production.exportRuns(runsFromWire(query)),
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/cuts.csv',
      noun: 'Cuts',
      order: 'by time',
      query: Type.Omit(CutListQuery, ['cursor', 'limit', 'with_total']),
      permission,
      errors,
      lines: (query) => production.exportCuts(cutsFromWire(query)),
    });
  };
}
