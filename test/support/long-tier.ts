/** Loaded by `npm run test:long` before every test file: property tests that name no number of runs try 50 times more. */
import fc from 'fast-check';

const USUAL_RUNS = 100;

fc.configureGlobal({ numRuns: USUAL_RUNS * 50 });
