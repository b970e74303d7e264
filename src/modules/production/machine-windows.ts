/** Stretches of machines' time, as questions about cuts and runs name them. */

/** Half-open. */
export interface MachineWindow {
  readonly machineId: string;
  readonly fromMs: number;
  /** May be Infinity. */
  readonly toMs: number;
}

/** One window a machine, from the first beginning to the last end of its windows. */
export function spannedByMachine(windows: Iterable<MachineWindow>): MachineWindow[] {
  const spans = new Map<string, MachineWindow>();
  for (const { machineId, fromMs, toMs } of windows) {
    const known = spans.get(machineId);
    spans.set(machineId, {
      machineId,
      fromMs: Math.min(known?.fromMs ?? fromMs, fromMs),
      toMs: Math.max(known?.toMs ?? toMs, toMs),
    });
  }
  return [...spans.values()];
}
