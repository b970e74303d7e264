import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly description?: string;
  readonly isWide?: boolean;
  readonly submitText?: string;
  /** Of what is sent. */
  readonly deed: { readonly isPending: boolean; readonly error: unknown; reset(): void };
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** Where somebody else has changed it while it was open: takes that over below what was typed. */
  readonly onTakeOver?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** A form over the page. Where somebody else was faster it says so, and nothing that was typed is lost. */
export function FormDialog({
  title,
  description,
  isWide = false,
  submitText,
  deed,
  onSubmit,
  onClose,
  onTakeOver,
  children,
}: FormDialogProps) {
  const { t } = useTranslation(['manage', 'common']);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  };
  const takeOver = () => {
    deed.reset();
    onTakeOver?.();
  };
  return (
    <Dialog
      isOpen
      isWide={isWide}
      title={title}
      {...(description === undefined ? {} : { description })}
      onClose={onClose}
      canDismiss={!deed.isPending}
    >
      <form onSubmit={submit} className={`grid gap-4 ${isWide ? 'sm:grid-cols-2' : ''}`}>
        {children}
        <div className="flex flex-col gap-3 sm:col-span-full">
          <Refusal error={deed.error} />
          {onTakeOver !== undefined && (
            <div role="status" className="flex flex-wrap items-center gap-3 rounded-lg border border-warning px-3 py-2">
              <span className="flex-1">{t('changedElsewhere')}</span>
              <Button size="small" onClick={takeOver}>
                {t('takeOver')}
              </Button>
            </div>
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button type="submit" kind="primary" isBusy={deed.isPending}>
              {submitText ?? t('common:action.save')}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}

/** Whether a form is open, and over what: a row, `new`, or nothing. */
export function useOpenForm<Row>() {
  const [open, setOpen] = useState<Row | 'new'>();
  return { open, show: setOpen, close: () => setOpen(undefined) };
}
