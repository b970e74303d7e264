/** Fewer bodies than on SQLite, where what is the same on both engines is tried at length. */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('postgres', 'generated requests', 325_932_930, { bodies: 25, others: 10 });
