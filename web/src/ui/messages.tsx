/** What stands where content is not: it says what is the matter, and what to do. */
import { CircleAlert, Inbox, LoaderCircle, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable, Problem } from '../api/problem.ts';
import { type ProblemWords, problemText, problemWords } from '../i18n/problem-words.ts';
import { Button } from './button.tsx';

function Message({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-prose flex-col items-center gap-3 px-4 py-10 text-center">
      <span className="text-quiet">{icon}</span>
      <p className="text-lg font-medium">{title}</p>
      {children !== undefined && <div className="flex flex-col items-center gap-3 text-quiet">{children}</div>}
    </div>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status">
      <Message icon={<LoaderCircle className="size-8 animate-spin" aria-hidden />} title={t('state.loading')} />
    </div>
  );
}

/** @param children what to do so that there is something */
export function Empty({ title, children }: { title?: string; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Message icon={<Inbox className="size-8" aria-hidden />} title={title ?? t('state.empty')}>
      {children}
    </Message>
  );
}

const refusedBy = ({ code, message, document }: Problem) => ({ code, text: message, members: document });

/** In one piece, for where there is room for one only. */
export function textOf(error: unknown): string {
  if (error instanceof Problem) return problemText(refusedBy(error));
  return error instanceof Error ? error.message : String(error);
}

/** What the server said, and below it its own words where ours leave something out. */
export function ProblemText({ error }: { readonly error: unknown }) {
  return error instanceof Problem ? <RefusedText words={problemWords(refusedBy(error))} /> : textOf(error);
}

export function RefusedText({ words: { text, english } }: { readonly words: ProblemWords }) {
  return (
    <>
      {text !== english && text}
      {english !== undefined && (
        <span lang="en" className="block text-sm">
          {english}
        </span>
      )}
    </>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const isOffline = isUnreachable(error);
  const isForbidden = error instanceof Problem && error.status === 403;
  const icon = isOffline ? <WifiOff className="size-8" aria-hidden /> : <CircleAlert className="size-8" aria-hidden />;
  return (
    <div role="alert">
      <Message icon={icon} title={isForbidden ? t('state.notAllowed') : t('state.failed')}>
        <p>{isOffline ? t('state.unreachable') : <ProblemText error={error} />}</p>
        {onRetry !== undefined && <Button onClick={onRetry}>{t('action.retry')}</Button>}
      </Message>
    </div>
  );
}

/**
 * Why something did not happen, as a sentence.
 *
 * @param isTriedAgain it goes on by itself once the server answers; else one has to press again
 */
export function useReasonOf(): (error: unknown, isTriedAgain?: boolean) => string {
  const { t } = useTranslation();
  return (error, isTriedAgain = false) =>
    isUnreachable(error) ? t(isTriedAgain ? 'state.unreachable' : 'state.unanswered') : textOf(error);
}

/**
 * Why what was just asked for did not happen; stands beside the button that was pressed.
 *
 * @param isTriedAgain what it is about goes on by itself once the server answers; else one has to press again
 */
export function Refusal({ error, isTriedAgain = false }: { error: unknown; isTriedAgain?: boolean }) {
  const reasonOf = useReasonOf();
  if (error == null) return null;
  return (
    <p role="alert" className="flex items-start gap-2 rounded-lg border border-danger px-3 py-2 text-danger">
      <CircleAlert className="mt-0.5 size-5 shrink-0" aria-hidden />
      <span>{isUnreachable(error) ? reasonOf(error, isTriedAgain) : <ProblemText error={error} />}</span>
    </p>
  );
}
