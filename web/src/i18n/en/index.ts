/** All of the English texts: what the compiler checks keys by, and the other languages against. Nothing imports it at run time. */
import { account } from './account.ts';
import { administration } from './administration.ts';
import { analysis } from './analysis.ts';
import { catalogues } from './catalogues.ts';
import { charts } from './charts.ts';
import { common } from './common.ts';
import { floor } from './floor.ts';
import { machine } from './machine.ts';
import { manage } from './manage.ts';
import { meters } from './meters.ts';
import { offline } from './offline.ts';
import { operations } from './operations.ts';
import { parts } from './parts.ts';
import { plans } from './plans.ts';
import { problems } from './problems.ts';
import { range } from './range.ts';
import { reasons } from './reasons.ts';
import { reports } from './reports.ts';
import { stores } from './stores.ts';
import { terminal } from './terminal.ts';
import { tickets } from './tickets.ts';
import { timeline } from './timeline.ts';

export const en = {
  account,
  administration,
  analysis,
  catalogues,
  charts,
  common,
  floor,
  machine,
  manage,
  meters,
  offline,
  operations,
  parts,
  plans,
  problems,
  range,
  reasons,
  reports,
  stores,
  terminal,
  tickets,
  timeline,
};
