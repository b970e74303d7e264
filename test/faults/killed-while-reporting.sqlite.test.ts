/** Kills while machines report, on SQLite: see killed-while-reporting.ts. */
import { onEngine } from '../support/engines.ts';
import { type BrokerUnderTest, killsLoseNothing } from './killed-while-reporting.ts';

const brokers: readonly BrokerUnderTest[] = ['embedded', 'external'];
for (const broker of brokers) {
  onEngine('sqlite', `a server that is killed while a machine reports to the ${broker} broker`, (under) => {
    killsLoseNothing(under, broker, 10);
  });
}
