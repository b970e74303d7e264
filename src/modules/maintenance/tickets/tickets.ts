/** Everything that can be done with tickets, as one thing. */
import { createTicketFigures, type TicketFigures } from './ticket-figures.ts';
import { createTicketLists, type TicketListDependencies, type TicketLists } from './ticket-lists.service.ts';
import { createTicketMoves, type TicketMoves } from './ticket-moves.service.ts';
import { createTicketRecords, type TicketRecords } from './ticket-records.service.ts';
import { createTicketTakeOver, type TicketTakeOver } from './ticket-takeover.ts';
import { createTicketTurns, type TicketTurns } from './ticket-turns.ts';
import { createTicketViews, type TicketViewDependencies, type TicketViews } from './ticket-views.ts';
import { createTicketService, type TicketDependencies, type TicketService } from './tickets.service.ts';

export type Tickets = TicketService &
  TicketMoves &
  TicketRecords &
  TicketLists &
  TicketFigures &
  TicketTurns &
  TicketTakeOver &
  TicketViews;

export function createTickets(
  dependencies: TicketDependencies & TicketViewDependencies & TicketListDependencies,
): Tickets {
  const views = createTicketViews(dependencies);
  return {
    ...views,
    ...createTicketService(dependencies, views),
    ...createTicketMoves(dependencies, views),
    ...createTicketRecords(dependencies),
    ...createTicketLists(dependencies, views),
    ...createTicketFigures(dependencies.store),
    ...createTicketTurns(dependencies.store),
    ...createTicketTakeOver(),
  };
}
