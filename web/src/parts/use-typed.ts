/** What is typed stands there at once; what is made of it follows when the typing pauses. */
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** So long after the last letter what was typed is looked for. */
const PAUSE_MS = 250;

/**
 * For a field whose text is in the address, or wherever else it takes a while to arrive.
 *
 * @param text what it says there
 * @param onText called with what was typed, without white space around it
 */
export function useTyped(text: string, onText: (text: string) => void) {
  const router = useRouter();
  const [page] = useState(() => router.latestLocation.pathname);
  const [typed, setTyped] = useState(text);
  // what this field last asked for: an address that says something else was changed by somebody else
  const asked = useRef(text);

  useEffect(() => {
    if (text === asked.current) return;
    asked.current = text;
    setTyped(text);
  }, [text]);

  const ask = useEffectEvent((words: string) => {
    // somebody is on the way to another page, and would be led back
    if (words === asked.current || router.latestLocation.pathname !== page) return;
    asked.current = words;
    onText(words);
  });
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return { typed, setTyped };
}
