/** A dialog over the page: keeps the focus, closes by Escape, and says its title to screen readers. */
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonKind, IconButton } from './button.tsx';
import { Refusal } from './messages.tsx';

interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** One sentence below the title. */
  readonly description?: string;
  readonly onClose: () => void;
  /** False where only what is in it ends it. */
  readonly canDismiss?: boolean;
  /** True where a press beside it is no wish to close it: what is typed in it would be gone. */
  readonly isForm?: boolean;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Dialog({
  isOpen,
  title,
  description,
  onClose,
  canDismiss = true,
  isForm = false,
  isWide = false,
  children,
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && canDismiss && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Primitive.Content
          onEscapeKeyDown={(event) => !canDismiss && event.preventDefault()}
          onPointerDownOutside={(event) => (isForm || !canDismiss) && event.preventDefault()}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={`fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-2xl bg-surface p-5 shadow-xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-full sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl ${isWide ? 'sm:max-w-4xl' : 'sm:max-w-lg'}`}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Primitive.Title className="text-xl font-semibold">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description className="mt-1 text-quiet">{description}</Primitive.Description>
              )}
            </div>
            {canDismiss && (
              <IconButton label={t('action.close')} icon={<X className="size-5" aria-hidden />} onClick={onClose} />
            )}
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Asks before what cannot be undone. */
export function ConfirmDialog({
  confirmText,
  kind = 'danger',
  isBusy,
  error,
  onConfirm,
  children,
  ...dialog
}: Omit<DialogProps, 'children'> & {
  readonly confirmText: string;
  readonly kind?: ButtonKind;
  readonly isBusy?: boolean;
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Dialog {...dialog}>
      {children}
      <Refusal error={error} />
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={dialog.onClose}>{t('action.cancel')}</Button>
        <Button kind={kind} isBusy={isBusy === true} onClick={onConfirm}>
          {confirmText}
        </Button>
      </div>
    </Dialog>
  );
}
