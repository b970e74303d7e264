/** Keeps what is on the screen up to date: events come by one line, and what they make out of date is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { keepSignedIn } from '../api/client.ts';
import { useSession } from '../session/session.tsx';
import { type Line, type LineListener, type LineState, openLine } from './connection.ts';
import { createMarkOutOfDate } from './out-of-date.ts';
import { staleNouns } from './reads.ts';
import { createRereads } from './rereads.ts';

type EventListener = Pick<LineListener, 'onEvents' | 'onGap'>;

interface Live {
  readonly state: LineState;
  /** Tells `listener` of all events until the function that it returns is called. */
  listen(listener: EventListener): () => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', listen: () => () => undefined });

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { hasEnded } = useSession();
  const [state, setState] = useState<LineState>('connecting');
  const line = useRef<Line>(undefined);
  const listeners = useRef(new Set<EventListener>());

  useEffect(() => {
    const markOutOfDate = createMarkOutOfDate(queries);
    const rereads = createRereads((noun) => markOutOfDate([noun]));
    const listener: LineListener = {
      onEvents(events) {
        // listeners first: what is read again asks them what of it
        for (const each of listeners.current) each.onEvents(events);
        rereads.note(staleNouns(events.map(({ type }) => type)));
      },
      onGap() {
        for (const each of listeners.current) each.onGap();
        void markOutOfDate();
      },
      onState(next) {
        setState(next);
        if (next !== 'live') return;
        // the server is there again: what waits to be tried again, or was given up, is tried now
        void queries.refetchQueries({ type: 'active', predicate: (query) => query.state.fetchFailureCount > 0 });
      },
    };
    const opened = openLine(listener, keepSignedIn);
    line.current = opened;
    const wake = () => opened.wake();
    const wakeWhenSeen = () => {
      if (document.visibilityState === 'visible') wake();
    };
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wakeWhenSeen);
    return () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wakeWhenSeen);
      rereads.stop();
      opened.close();
    };
  }, [queries]);

  // somebody has signed in again
  useEffect(() => {
    if (!hasEnded) line.current?.wake();
  }, [hasEnded]);

  const live = useMemo(
    (): Live => ({
      state,
      listen(listener) {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLineState(): LineState {
  return use(LiveContext).state;
}

/**
 * Calls `onEvents` with every event while the component is there.
 *
 * @param onGap called when events may have been missed: for who keeps what no query holds
 */
export function useLiveEvents(
  onEvents: LineListener['onEvents'],
  onGap: LineListener['onGap'] = () => undefined,
): void {
  const { listen } = use(LiveContext);
  const heard = useEffectEvent(onEvents);
  const missed = useEffectEvent(onGap);
  useEffect(() => listen({ onEvents: (events) => heard(events), onGap: () => missed() }), [listen]);
}
