/**
 * 100 generated bodies for each route. The same ones every time, so that a change is held up by what it did itself; the
 * long tier has more, and others each time.
 */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('sqlite', 'generated requests', 325_932_930, { bodies: 100, others: 20 });
