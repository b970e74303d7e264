/** 300 generated bodies for each route on SQLite, some on PostgreSQL; the long tier has more. */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('generated requests', ({ engine }) =>
  engine === 'sqlite' ? { bodies: 300, others: 40 } : { bodies: 25, others: 10 },
);
