import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';

export interface CsvFileButtonProps {
  readonly label: string;
  readonly kind?: 'primary' | 'plain';
  readonly isBusy: boolean;
  /** The one that was chosen, whose name stands beside the button. */
  readonly file: File | undefined;
  onChoose(file: File): void;
}

/** Chooses one CSV file; the same one again, too, once it is mended. */
export function CsvFileButton({ label, kind = 'plain', isBusy, file, onChoose }: CsvFileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const chosen = target.files?.[0];
          // else the same file would be no change
          target.value = '';
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          kind={kind}
          icon={<FileUp className="size-5" aria-hidden />}
          isBusy={isBusy}
          onClick={() => input.current?.click()}
        >
          {label}
        </Button>
        {file !== undefined && <span className="text-quiet">{file.name}</span>}
      </div>
    </>
  );
}
