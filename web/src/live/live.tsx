/** Keeps what is on the screen up to date: events come by one line, and what they make out of date is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useSession } from '../session/session.tsx';
import { type Line, type LineState, type LiveEvent, openLine } from './connection.ts';
import { staleNouns } from './reads.ts';
import { createRereads } from './rereads.ts';

type EventListener = (events: readonly LiveEvent[]) => void;

interface Live {
  readonly state: LineState;
  /** Calls `listener` with all events until the function that it returns is called. */
  listen(listener: EventListener): () => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', listen: () => () => undefined });

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { account, hasEnded } = useSession();
  const [state, setState] = useState<LineState>('connecting');
  const line = useRef<Line>(undefined);
  const listeners = useRef(new Set<EventListener>());

  useEffect(() => {
    const rereads = createRereads((noun) => void queries.invalidateQueries({ queryKey: [noun] }));
    const opened = openLine({
      onEvents(events) {
        rereads.note(staleNouns(events.map(({ type }) => type)));
        for (const listener of listeners.current) listener(events);
      },
      onGap: () => void queries.invalidateQueries(),
      onState: setState,
    });
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
  }, [queries, account.id]);

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

/** Calls `listener` with every event while the component is there. */
export function useLiveEvents(listener: EventListener): void {
  const { listen } = use(LiveContext);
  const heard = useEffectEvent(listener);
  useEffect(() => listen((events) => heard(events)), [listen]);
}
