/**
 * 300 generated bodies for each route on SQLite, some on PostgreSQL. The same ones every time, so that a change is held
 * up by what it did itself; the long tier has more, and others each time.
 */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('generated requests', 325_932_930, ({ engine }) =>
  engine === 'sqlite' ? { bodies: 300, others: 40 } : { bodies: 25, others: 10 },
);
