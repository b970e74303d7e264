/** What rules on stops did, counted, and in the words of the log and of the job. Pure. */

export interface StopDeeds {
  /** Opened, or joined by a stop. */
  readonly tickets: number;
  readonly alerts: number;
  /** Another rule is about them: by its category and priority, or by a note where they are not the rule's own. */
  readonly rerouted: number;
  readonly withdrawn: number;
  /** Taken up by somebody, who is to say whether they are needed. */
  readonly questioned: number;
  readonly reopened: number;
  /** The machine runs again, and when is proposed as the end. */
  readonly proposed: number;
  /** It stands again. */
  readonly takenBack: number;
}

export type StopDeed = keyof StopDeeds;

export const NOTHING_DONE: StopDeeds = {
  tickets: 0,
  alerts: 0,
  rerouted: 0,
  withdrawn: 0,
  questioned: 0,
  reopened: 0,
  proposed: 0,
  takenBack: 0,
};

/** For one, and for several. */
const words: Readonly<Record<StopDeed, readonly [one: string, many: string, counted: string]>> = {
  tickets: ['ticket', 'tickets', 'opened or joined'],
  alerts: ['alert', 'alerts', 'given'],
  rerouted: ['ticket', 'tickets', 'routed anew'],
  withdrawn: ['ticket', 'tickets', 'withdrawn'],
  questioned: ['ticket', 'tickets', 'asked about'],
  reopened: ['ticket', 'tickets', 'reopened'],
  proposed: ['end', 'ends', 'proposed'],
  takenBack: ['proposed end', 'proposed ends', 'taken back'],
};

const deedNames = Object.keys(words) as readonly StopDeed[];

export function countDeeds(done: readonly StopDeed[]): StopDeeds {
  const counts = { ...NOTHING_DONE };
  for (const name of done) counts[name]++;
  return counts;
}

export function sumOfDeeds(one: StopDeeds, other: StopDeeds): StopDeeds {
  return Object.fromEntries(deedNames.map((name) => [name, one[name] + other[name]])) as unknown as StopDeeds;
}

/** `1 ticket opened or joined, 2 alerts given`; undefined where nothing was done. */
export function tellDeeds(deeds: StopDeeds): string | undefined {
  const told = deedNames.flatMap((name) => {
    const [one, many, done] = words[name];
    return deeds[name] === 0 ? [] : [`${deeds[name]} ${deeds[name] === 1 ? one : many} ${done}`];
  });
  return told.length === 0 ? undefined : told.join(', ');
}

/** By the names under which a job tells them, without what was not done: `tickets opened or joined`. */
export function countsOfDeeds(deeds: StopDeeds): Record<string, number> {
  return Object.fromEntries(
    deedNames.flatMap((name) => (deeds[name] === 0 ? [] : [[`${words[name][1]} ${words[name][2]}`, deeds[name]]])),
  );
}
