/**
 * The seats of a group: sessions at the broker that processes take over from each other.
 *
 * A broker deals the messages of a group out to the sessions that there are, whether somebody is connected by them or not.
 * So a session must not go with its process: what was dealt to it would be lost, or wait for who never comes.
 */
export interface Seat {
  /** From 1 on. */
  readonly number: number;
  /** Whether a process sits there. */
  readonly isTaken: boolean;
}

/** By whom they are held is known to all processes. All of them throw where that cannot be asked. */
export interface Seats {
  /** Whoever has not taken or kept a seat for so long may have lost it. */
  readonly leaseMs: number;
  list(): Promise<readonly Seat[]>;
  /** Takes a seat or keeps it, and makes it where there is none. False while another process has it. */
  take(number: number): Promise<boolean>;
  /** Somebody else may have it at once. */
  leave(number: number): Promise<void>;
  /** There is no such session any more. Only for who sits there. */
  remove(number: number): Promise<void>;
}

export interface AnsweringSeats extends Seats {
  /**
   * Whether another process may have had it for a while when the next question about it is answered, since this one was last
   * told that it has it.
   */
  mayBeLost(number: number): boolean;
}

/** The same, of which each throws where no answer comes in time: who waits for one keeps others waiting. */
export function answeringInTime(seats: Seats, limitMs: number): AnsweringSeats {
  /** When the question was asked: the lease began behind it. */
  const keptAtMs = new Map<number, number>();

  async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`No answer came in ${limitMs} ms.`)), limitMs);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    leaseMs: seats.leaseMs,
    list: () => inTime(seats.list()),
    async take(number) {
      const askedAtMs = performance.now();
      const isKept = await inTime(seats.take(number));
      if (isKept) keptAtMs.set(number, askedAtMs);
      return isKept;
    },
    leave: (number) => inTime(seats.leave(number)),
    remove: (number) => inTime(seats.remove(number)),
    mayBeLost: (number) => performance.now() + limitMs - (keptAtMs.get(number) ?? 0) > seats.leaseMs,
  };
}

/** The number of a seat that is to be made. */
export function firstMissing(numbers: readonly number[]): number {
  const there = new Set(numbers);
  let number = 1;
  while (there.has(number)) number++;
  return number;
}
