/** The machine that this device stands at: kept on it, whoever works there. */
const CHOICE = 'milldash.terminal.machine';

export function chosenMachine(): string | null {
  return localStorage.getItem(CHOICE);
}

export function chooseMachine(machineId: string): void {
  localStorage.setItem(CHOICE, machineId);
}
