/** Names for what the API answers, taken from its description. */
import type { paths } from './schema.d.ts';

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : never;

/** What `GET` of a path answers. */
export type Answer<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: infer Content } } }
  ? Json<Content>
  : never;

/** One of the items of a page. */
export type Item<Path extends keyof paths> = Answer<Path> extends { items: (infer Each)[] } ? Each : never;

export type Account = Answer<'/auth/web/session'>;
export type Permission = Account['permissions'][number];
export type Floor = Answer<'/api/v1/dashboard'>;
export type FloorMachine = Floor['machines'][number];
export type MachineStatus = FloorMachine['status'];
export type Ticket = Answer<'/api/v1/tickets/{id}'>;
