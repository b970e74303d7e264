/** Kills while machines report, on PostgreSQL: see killed-while-reporting.ts. */
import { onEngine } from '../support/engines.ts';
import { type BrokerUnderTest, killsLoseNothing } from './killed-while-reporting.ts';

/** Enough to see a loss; the long tier has fifty of each. */
const rounds: Readonly<Record<BrokerUnderTest, number>> = { embedded: 2, external: 2 };
for (const broker of ['embedded', 'external'] as const) {
  onEngine('postgres', `a server that is killed while a machine reports to the ${broker} broker`, (under) => {
    killsLoseNothing(under, broker, rounds[broker]);
  });
}
