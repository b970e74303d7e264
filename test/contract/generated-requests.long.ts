/** The long tier of generated requests: 2,000 bodies for each route, and on PostgreSQL as many as else on SQLite. */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('very many generated requests', Date.now() % 2 ** 31, ({ engine }) =>
  engine === 'sqlite' ? { bodies: 2_000, others: 500 } : { bodies: 300, others: 100 },
);
