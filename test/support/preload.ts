/**
 * Loaded by `npm test` before every test file: what makes the run of all files take less of the processor. A file that
 * is run alone, without it, comes to the same.
 */
import './bundled-packages.ts';
import './near-modules.ts';
import './without-async-hooks.ts';
