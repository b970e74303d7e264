/**
 * 300 generated bodies for each route, of half of the routes: the halves run side by side. The same bodies every time, so
 * that a change is held up by what it did itself; the long tier has more, and others each time.
 */
import { tryGeneratedRequests } from './generated-requests.ts';

tryGeneratedRequests('sqlite', 'generated requests', 325_932_930, { bodies: 300, others: 40, half: 'second' });
