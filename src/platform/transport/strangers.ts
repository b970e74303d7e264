/** Connections that have not signed in, by address: one address must not take the places of all devices. */

export class Strangers {
  readonly #byAddress = new Map<string, number>();
  readonly #mostOfAddress: number;

  constructor(mostOfAddress: number) {
    this.#mostOfAddress = mostOfAddress;
  }

  /** @returns the way to say once that it has signed in, or has gone; undefined where there are too many */
  admit(address: string): (() => void) | undefined {
    const known = this.#byAddress.get(address) ?? 0;
    if (known >= this.#mostOfAddress) return undefined;
    this.#byAddress.set(address, known + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#byAddress.delete(address);
      else this.#byAddress.set(address, left);
    };
  }
}
