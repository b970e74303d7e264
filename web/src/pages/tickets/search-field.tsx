import { Search } from 'lucide-react';
import { type Ref, useEffect, useEffectEvent, useRef, useState } from 'react';

/** So long after the last letter what was typed is looked for. */
const PAUSE_MS = 250;

/** What is typed stands there at once; what is searched for follows. */
export function SearchField({
  label,
  text,
  onText,
  ref,
}: {
  readonly label: string;
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
  readonly ref?: Ref<HTMLInputElement>;
}) {
  const [typed, setTyped] = useState(text ?? '');
  // what this field last asked for: an address that says something else was changed by somebody else
  const asked = useRef(text ?? '');

  useEffect(() => {
    if ((text ?? '') === asked.current) return;
    asked.current = text ?? '';
    setTyped(text ?? '');
  }, [text]);

  const ask = useEffectEvent((words: string) => {
    if (words === asked.current) return;
    asked.current = words;
    onText(words === '' ? undefined : words);
  });
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <div className="relative min-w-0 flex-1">
      <Search className="pointer-events-none absolute top-3 left-3 size-5 text-quiet" aria-hidden />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        className="min-h-11 w-full rounded-lg border border-line bg-surface pr-3 pl-10 text-base placeholder:text-quiet"
      />
    </div>
  );
}
