import { Search } from 'lucide-react';
import { useTyped } from '../../parts/use-typed.ts';
import { CameraButton } from './camera-button.tsx';
import { type Code, readCode } from './codes.ts';

interface FindFieldProps {
  readonly label: string;
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
  /** Enter was pressed, by a scanner say, or the camera has read a code. True where it was taken: the field is emptied. */
  readonly onCode: (code: Code) => void | Promise<boolean>;
}

/** What is typed stands there at once; what is searched for follows. */
export function FindField({ label, text = '', onText, onCode }: FindFieldProps) {
  const { typed, setTyped } = useTyped(text, (words) => onText(words === '' ? undefined : words));

  function enter(code: Code) {
    if (code.kind === 'other' && code.text === '') return;
    if (code.kind !== 'other') setTyped('');
    void Promise.resolve(onCode(code)).then((isTaken) => {
      if (isTaken === true) setTyped('');
    });
  }

  return (
    <div className="flex min-w-0 flex-1 gap-2">
      <div className="relative min-w-0 flex-1">
        <Search className="pointer-events-none absolute top-3 left-3 size-5 text-quiet" aria-hidden />
        <input
          type="search"
          aria-label={label}
          placeholder={label}
          maxLength={120}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            // the next scan writes over what is there
            event.currentTarget.select();
            enter(readCode(typed));
          }}
          className="min-h-11 w-full rounded-lg border border-line bg-surface pr-3 pl-10 text-base placeholder:text-quiet"
        />
      </div>
      <CameraButton onScan={enter} />
    </div>
  );
}
