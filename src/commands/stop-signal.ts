/** Long commands end cleanly: the first signal lets the work that is being recorded finish, a second one ends at once. */

export const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof signalExitCodes;

export interface Stop {
  readonly signal: AbortSignal;
  received(): StopSignal | undefined;
  release(): void;
}

export function stopOnSignal(): Stop {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    received = signal as StopSignal;
    release();
    process.stderr.write('\nStopping after this batch. The same command goes on from there.\n');
    controller.abort();
  };
  function release(): void {
    for (const signal of Object.keys(signalExitCodes)) process.off(signal, listener);
  }
  for (const signal of Object.keys(signalExitCodes)) process.on(signal, listener);
  return { signal: controller.signal, received: () => received, release };
}
