import { type ReactNode, type SubmitEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { FieldProblems } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { fieldProblems } from './field-problems.ts';

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
  /** Whether it holds something else than is stored: of forms in which buttons change something, too. */
  readonly isChanged?: boolean;
  /** Whether somebody else has removed what it is about. */
  readonly isGone?: boolean;
  readonly children: ReactNode;
}

/**
 * A form over the page.
 *
 * What the server refuses stands at the field that it is about, by the field's name, and the first of them is gone to.
 * Where somebody else was faster it says so, and nothing that was typed is lost: leaving it asks first.
 */
export function FormDialog({
  title,
  description,
  isWide = false,
  submitText,
  deed,
  onSubmit,
  onClose,
  onTakeOver,
  isChanged = false,
  isGone = false,
  children,
}: FormDialogProps) {
  const { t } = useTranslation(['manage', 'common']);
  const form = useRef<HTMLFormElement>(null);
  const problems = useMemo(() => fieldProblems(deed.error), [deed.error]);
  const [areAllAtFields, setAllAtFields] = useState(false);
  const [tries, setTries] = useState(0);
  const [isTyped, setIsTyped] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  useEffect(() => {
    const hasField = (name: string) => form.current?.elements.namedItem(name) != null;
    setAllAtFields(problems.size > 0 && [...problems.keys()].every(hasField));
  }, [problems]);
  // what is wrong may be far from the button that was pressed
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems, tries]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setTries(tries + 1);
    onSubmit();
  };
  const takeOver = () => {
    deed.reset();
    onTakeOver?.();
  };
  return (
    <Dialog
      isOpen
      isForm
      isWide={isWide}
      title={title}
      {...(description === undefined ? {} : { description })}
      onClose={() => (isTyped || isChanged ? setIsLeaving(true) : onClose())}
      canDismiss={!deed.isPending}
    >
      <form
        ref={form}
        onSubmit={submit}
        onInput={() => setIsTyped(true)}
        className={`grid gap-4 ${isWide ? 'sm:grid-cols-2' : ''}`}
      >
        <FieldProblems value={problems}>{children}</FieldProblems>
        <div className="flex flex-col gap-3 sm:col-span-full">
          <Refusal error={areAllAtFields ? t('seeFields') : deed.error} />
          {isGone ? (
            <p role="status" className="rounded-lg border border-warning px-3 py-2">
              {t('goneElsewhere')}
            </p>
          ) : (
            onTakeOver !== undefined && (
              <div
                role="status"
                className="flex flex-wrap items-center gap-3 rounded-lg border border-warning px-3 py-2"
              >
                <span className="flex-1">{t('changedElsewhere')}</span>
                <Button size="small" onClick={takeOver}>
                  {t('takeOver')}
                </Button>
              </div>
            )
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button type="submit" kind="primary" disabled={isGone} isBusy={deed.isPending}>
              {submitText ?? t('common:action.save')}
            </Button>
          </div>
        </div>
      </form>
      <ConfirmDialog
        isOpen={isLeaving}
        title={t('discardAsk')}
        description={t('discardHint')}
        confirmText={t('discard')}
        onConfirm={onClose}
        onClose={() => setIsLeaving(false)}
      />
    </Dialog>
  );
}
