/** Kills while machines report, fifty times on each engine and broker: see killed-while-reporting.ts. */
import { onEachEngine } from '../support/engines.ts';
import { type BrokerUnderTest, killsLoseNothing } from './killed-while-reporting.ts';

const brokers: readonly BrokerUnderTest[] = ['embedded', 'external'];
for (const broker of brokers) {
  onEachEngine(`a server that is killed while a machine reports to the ${broker} broker`, (under) => {
    killsLoseNothing(under, broker, 50);
  });
}
