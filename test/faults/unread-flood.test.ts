/** A quarter of a minute of messages beside those who read nothing: see unread-flood.ts. */
import { onEngine } from '../support/engines.ts';
import { readersInNobodysWay } from './unread-flood.ts';

onEngine('sqlite', 'a server that nobody reads from', (under) => {
  readersInNobodysWay(under, { seconds: 12, times: 1, staySeconds: 5 }, 120_000);
});
