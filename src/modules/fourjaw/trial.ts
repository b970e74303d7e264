/** One request to FourJaw, by somebody who wants to know whether it answers. */
import { pino } from 'pino';
import { HOUR_MS, SECOND_MS } from '../../kernel/clock.ts';
import { FourJawFailure } from './client/failures.ts';
import { createFourJawClient } from './client/fourjaw-client.ts';
import type { Timing } from './client/timing.ts';
import type { FourJawSettings } from './fourjaw.service.ts';

export interface Trial {
  /** A sentence for people that names neither key nor reply; null where it answered as it should. */
  readonly failure: string | null;
  /** Whether it was the key that it did not accept. */
  readonly isKeyRefused: boolean;
  /** FourJaw's clock less ours; null where it did not tell it. */
  readonly skewMs: number | null;
}

const PATIENCE_MS = 10 * SECOND_MS;

/** Asks for an hour of the first machine, or for the assets where none is named; again where that may help. */
export async function tryFourJaw(settings: FourJawSettings, timing: Timing): Promise<Trial> {
  const client = createFourJawClient(settings, timing, pino({ level: 'silent' }));
  const [machineId] = settings.assetIds ?? [];
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const toMs = timing.wallMs();
  try {
    if (machineId === undefined) await client.fetchAssets(signal);
    else await client.fetchPeriods({ machineId, fromMs: toMs - HOUR_MS, toMs }, signal);
    return { failure: null, isKeyRefused: false, skewMs: client.skewMs() };
  } catch (error) {
    if (!(error instanceof FourJawFailure)) throw error;
    const failure = error.kind === 'stopped' ? 'It did not answer in time' : error.message;
    return { failure, isKeyRefused: error.kind === 'key-refused', skewMs: client.skewMs() };
  } finally {
    await client.close();
  }
}
