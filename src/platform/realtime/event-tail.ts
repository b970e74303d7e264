/**
 * The end of the event log in memory: one reader for everybody in this process.
 *
 * It reads on after each commit of this process, and looks a few times a second whether another process has committed.
 * Sequences appear in the order of commits (ADR 0007), so what it has passed is complete. While nobody listens it sleeps.
 */
import type { Logger } from '../logging/index.ts';
import type { LogPosition } from '../outbox/index.ts';
import type { ReadLog, StreamedEvent } from './streamed-events.ts';

export interface TailParts {
  readonly readLog: ReadLog;
  /** One cheap read. */
  readonly readPosition: () => Promise<LogPosition>;
  /** Called after each commit of this process. */
  readonly onCommitted: (listener: () => void) => () => void;
  readonly log: Logger;
  /** Events that are remembered at most; for tests. */
  readonly rememberedMax?: number;
}

export interface EventTail {
  readonly epoch: string;
  /** The last sequence that is known here. */
  readonly sequence: number;
  /** Why it is not read on at the moment; undefined while all is well. */
  readonly trouble: unknown;
  /** Begins to read on, and resolves when everything is known that is committed by now. @throws what keeps it from that */
  wake(): Promise<void>;
  /** Reads no more until it is woken. */
  sleep(): void;
  /** Reads everything that is committed by now. @throws what keeps it from that */
  refresh(): Promise<void>;
  /** Events behind `after` up to `upTo`, at most `limit`; undefined where memory does not go back so far. */
  recent(after: number, upTo: number, limit?: number): readonly StreamedEvent[] | undefined;
  /** Called when there is more. */
  onAdvanced(listener: () => void): void;
  /** Called when the log is another one, or has been cut: nobody can go on from where they are. */
  onReplaced(listener: () => void): void;
}

/** Commits of other processes are looked for as often. */
const LOOK_EVERY_MS = 100;
/** Commits that come one after the other are read together. */
const BREATH_MS = 10;
const PAGE = 1_000;
/** Events and characters of JSON that are remembered. With all that hangs on it an event takes three times its JSON. */
const REMEMBERED_MAX = 10_000;
const CHARACTERS_MAX = 8_388_608;
/** Of what was there before: those who come back after a restart need little more. */
const REMEMBERED_AT_FIRST = 1_000;

export function createEventTail(parts: TailParts): EventTail {
  const { readLog, readPosition, onCommitted, log, rememberedMax = REMEMBERED_MAX } = parts;
  const advanced: (() => void)[] = [];
  const replaced: (() => void)[] = [];
  let epoch = '';
  let sequence = -1;
  /** Without a gap; the last one is `sequence`. */
  let remembered: StreamedEvent[] = [];
  let characters = 0;
  let trouble: unknown;
  let awake: Promise<{ stop(): void }> | undefined;
  let reading: Promise<void> | undefined;
  let again = false;

  function forget(): void {
    remembered = [];
    characters = 0;
  }

  function remember(events: readonly StreamedEvent[]): void {
    for (const event of events) {
      remembered.push(event);
      characters += event.json().length;
    }
    let gone = 0;
    while (remembered.length - gone > rememberedMax || characters > CHARACTERS_MAX) {
      const oldest = remembered[gone];
      if (oldest === undefined) break;
      characters -= oldest.json().length;
      gone++;
    }
    if (gone > 0) remembered = remembered.slice(gone);
  }

  /** Far behind, for example after a long sleep: begins anew near the end. */
  async function begin(): Promise<void> {
    const position = await readPosition();
    if (epoch !== '' && epoch !== position.epoch) for (const tell of replaced) tell();
    const isNear = epoch === position.epoch && position.sequence - sequence < rememberedMax / 2;
    if (isNear && position.sequence >= sequence) return;
    forget();
    epoch = position.epoch;
    sequence = Math.max(0, position.sequence - REMEMBERED_AT_FIRST);
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const page = await readLog(sequence, PAGE);
      if (page.epoch !== epoch || page.head < sequence) {
        forget();
        epoch = page.epoch;
        sequence = page.head;
        for (const tell of replaced) tell();
        return;
      }
      // removed before they were read: nothing that is remembered joins on
      if (page.pruned > sequence) forget();
      remember(page.events);
      const before = sequence;
      sequence = page.events.at(-1)?.sequence ?? page.head;
      if (sequence > before) for (const tell of advanced) tell();
      if (page.events.length < PAGE) return;
    }
  }

  /** One reading at a time; who asks while one is under way gets one that begins later. */
  function read(): Promise<void> {
    if (reading !== undefined) {
      again = true;
      return reading;
    }
    reading = (async () => {
      try {
        do {
          again = false;
          await readOn();
          if (again) await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
        } while (again);
      } finally {
        // in the turn that has decided not to go on: who asks later begins anew
        reading = undefined;
      }
    })();
    return reading;
  }

  async function readAnyhow(): Promise<void> {
    try {
      await read();
      if (trouble !== undefined) log.info('Events are followed again');
      trouble = undefined;
    } catch (error) {
      if (trouble === undefined) log.warn({ err: error }, 'The event log cannot be read; trying again');
      trouble = error;
    }
  }

  async function look(): Promise<void> {
    if (reading !== undefined) return;
    try {
      const position = await readPosition();
      if (position.epoch === epoch && position.sequence === sequence && trouble === undefined) return;
    } catch {
      // the reading that follows says what is wrong
    }
    await readAnyhow();
  }

  async function start(): Promise<{ stop(): void }> {
    await begin();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    timer.unref();
    const stopListening = onCommitted(() => void readAnyhow());
    return {
      stop() {
        clearInterval(timer);
        stopListening();
      },
    };
  }

  return {
    get epoch() {
      return epoch;
    },
    get sequence() {
      return sequence;
    },
    get trouble() {
      return trouble;
    },
    async wake() {
      const started = (awake ??= start());
      try {
        await started;
      } catch (error) {
        if (awake === started) awake = undefined;
        throw error;
      }
      await read();
    },
    sleep() {
      awake?.then(
        ({ stop }) => stop(),
        () => {},
      );
      awake = undefined;
      // nobody looks any more whether it has passed
      trouble = undefined;
    },
    refresh: read,
    recent(after, upTo, limit = Number.POSITIVE_INFINITY) {
      const first = sequence - remembered.length + 1;
      if (after < first - 1) return undefined;
      const from = after + 1 - first;
      return remembered.slice(from, Math.max(from, Math.min(from + limit, upTo + 1 - first)));
    },
    onAdvanced: (listener) => void advanced.push(listener),
    onReplaced: (listener) => void replaced.push(listener),
  };
}
