import { Search } from 'lucide-react';
import type { Ref } from 'react';
import { useTyped } from '../../parts/use-typed.ts';

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
  const { typed, setTyped } = useTyped(text ?? '', (words) => onText(words === '' ? undefined : words));
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
