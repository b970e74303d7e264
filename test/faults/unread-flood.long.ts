/** Two times two minutes of messages beside those who read nothing: see unread-flood.ts. */
import { onEngine } from '../support/engines.ts';
import { readersInNobodysWay } from './unread-flood.ts';

onEngine('sqlite', 'a server that nobody reads from', (under) => {
  readersInNobodysWay(under, { seconds: 120, times: 2, staySeconds: 25 }, 600_000);
});
