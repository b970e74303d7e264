/** The long tier of generated requests: 2,000 bodies for each route, and on PostgreSQL as many as else on SQLite. */
import { tryGeneratedRequests } from './generated-requests.ts';

const seed = Date.now() % 2 ** 31;
tryGeneratedRequests('sqlite', 'very many generated requests', seed, { bodies: 2_000, others: 500 });
tryGeneratedRequests('postgres', 'very many generated requests', seed, { bodies: 300, others: 100 });
