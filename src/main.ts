/**
 * The process of the server: config → app → listen → drain and stop on a signal. No logic.
 *
 * `createApp(config)` opens the log and the seams; `listen()` answers the addresses; `stop()` finishes what is being
 * answered within the drain time-out, closes everything, and tells whether nothing had to be cut. It takes at most 5 s
 * longer than the drain time-out, whatever the database does.
 */
import { createApp } from './app.ts';
import type { Config } from './config/index.ts';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** One Ctrl-C can arrive twice: from the terminal, and from npm or an older Node that hands it on. */
const SAME_SIGNAL_MS = 500;

export interface ServeOptions {
  /** Told once, when requests are answered. */
  readonly onListening?: (urls: readonly string[], machineAddresses: readonly string[]) => void;
}

/**
 * Serves until a signal asks it to stop; a second signal ends the process at once, with 128 + the signal's number.
 *
 * @returns 0 when everything under way was finished; where something was cut the process ends at once, with 1
 * @throws what keeps it from starting
 */
export async function serve(config: Config, options: ServeOptions = {}): Promise<number> {
  const app = await createApp(config);
  const stopAsked = waitForStop((signal) => app.log.info(`Stopping on ${signal}`));
  process.once('uncaughtException', (error) => {
    app.log.fatal({ err: error }, 'MillDash met a defect and ends; acknowledged writes are safe');
    process.exit(1);
  });
  try {
    const { urls, machineAddresses } = await app.listen();
    options.onListening?.(urls, machineAddresses);
  } catch (error) {
    await app.stop();
    throw error;
  }
  await stopAsked;
  if (await app.stop()) return 0;
  // what could not be closed must not keep the process
  process.exit(1);
}

function waitForStop(announce: (signal: NodeJS.Signals) => void): Promise<void> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    const onSignal = (signal: NodeJS.Signals, number: number) => {
      if (firstAtMs === undefined) {
        firstAtMs = performance.now();
        announce(signal);
        resolve();
      } else if (performance.now() - firstAtMs > SAME_SIGNAL_MS) {
        process.exit(128 + number);
      }
    };
    for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  });
}
