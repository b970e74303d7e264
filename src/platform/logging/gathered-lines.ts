/**
 * Lines about what others do, and may do many times a second for ever: the first is written at once, and what comes within a
 * minute of a line is counted and told in one line at its end. After a minute of silence the next one is a first one again.
 */
import { MINUTE_MS } from '../../kernel/clock.ts';

export interface GatheredLines<News> {
  note(news: News): void;
  /** Nothing comes any more: tells what is left. */
  end(): void;
}

export interface GatheringOptions<News> {
  readonly first: (news: News) => void;
  /** @param count since the last line. @param last the newest of them */
  readonly others: (count: number, last: News) => void;
  /** How many one of them counts for; default 1. */
  readonly countOf?: (news: News) => number;
}

export function gatherLines<News>({ first, others, countOf = () => 1 }: GatheringOptions<News>): GatheredLines<News> {
  let count = 0;
  let last: News | undefined;
  let pause: NodeJS.Timeout | undefined;

  function tellOthers(): boolean {
    if (last === undefined) return false;
    others(count, last);
    count = 0;
    last = undefined;
    return true;
  }

  function rest(): void {
    pause = setTimeout(() => {
      pause = undefined;
      if (tellOthers()) rest();
    }, MINUTE_MS).unref();
  }

  return {
    note(news) {
      if (pause === undefined) {
        first(news);
        return rest();
      }
      count += countOf(news);
      last = news;
    },
    end() {
      clearTimeout(pause);
      pause = undefined;
      tellOthers();
    },
  };
}
