/** A button that does one thing on the server: it asks first where that cannot be undone, and a refusal stands below it. */
import { useState } from 'react';
import type { Noun } from '../../live/reads.ts';
import { Button, type ButtonKind, type ButtonSize } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { type DeedOptions, useDeed } from './use-deed.ts';

interface DeedButtonProps<Result> extends DeedOptions<Result> {
  readonly text: string;
  readonly nouns: readonly (Noun | 'mails')[];
  readonly run: () => Promise<Result>;
  /** What is asked before it is done; absent: it is done at once. */
  readonly asks?: { readonly title: string; readonly description: string } | undefined;
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly isDisabled?: boolean;
}

export function DeedButton<Result>({
  text,
  nouns,
  run,
  asks,
  kind = 'plain',
  size = 'medium',
  isDisabled = false,
  ...options
}: DeedButtonProps<Result>) {
  const [isAsking, setIsAsking] = useState(false);
  const deed = useDeed<void, Result>(nouns, run, {
    ...options,
    onDone(result) {
      setIsAsking(false);
      options.onDone?.(result);
    },
  });
  const close = () => {
    setIsAsking(false);
    deed.reset();
  };
  return (
    <span className="inline-flex max-w-full flex-col gap-2">
      <Button
        kind={asks === undefined ? kind : 'plain'}
        size={size}
        className="whitespace-nowrap"
        disabled={isDisabled}
        isBusy={deed.isPending}
        onClick={() => (asks === undefined ? deed.mutate() : setIsAsking(true))}
      >
        {text}
      </Button>
      {asks === undefined ? (
        <Refusal error={deed.error} />
      ) : (
        <ConfirmDialog
          isOpen={isAsking}
          title={asks.title}
          description={asks.description}
          confirmText={text}
          kind={kind === 'plain' ? 'danger' : kind}
          isBusy={deed.isPending}
          error={deed.error}
          onConfirm={() => deed.mutate()}
          onClose={close}
        />
      )}
    </span>
  );
}
