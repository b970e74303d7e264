/** A million messages and frames that cannot be read: see malformed-messages.ts. */
import { onEngine } from '../support/engines.ts';
import { malformedDisturbsNobody } from './malformed-messages.ts';

const flood = { messages: 700_000, packets: 100_000, frames: 200_000 };
onEngine('sqlite', 'a server that is sent rubbish', (under) => {
  malformedDisturbsNobody(under, flood, 600_000);
});
