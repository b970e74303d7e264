/** What is shown in place of a page that there is not, or that broke. */
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable } from '../api/problem.ts';
import { useReloadIfThere } from '../session/use-reload-if-there.ts';
import { useTryAgain } from '../session/use-try-again.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Empty, Failed, textOf } from '../ui/messages.tsx';

/** A mistake of ours: what can be done about it, and what to say to whoever can mend it. No network is no mistake. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  if (isUnreachable(error)) return <AwayRoom error={error} />;
  return (
    <Empty title={t('state.brokenPage')}>
      <p>{t('state.brokenPageHint')}</p>
      <code className="max-w-full overflow-x-auto rounded bg-sunken px-3 py-2 text-sm">{textOf(error)}</code>
      <div className="flex gap-3">
        <Button kind="primary" onClick={() => void router.invalidate()}>
          {t('action.retry')}
        </Button>
        <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
      </div>
    </Empty>
  );
}

/** A page that could not be fetched: without an answer a reload would lose what is there of the others. */
function AwayRoom({ error }: { readonly error: unknown }) {
  const [failure, setFailure] = useState({});
  const reload = useReloadIfThere();
  async function tryAgain() {
    if (!(await reload())) setFailure({});
  }
  useTryAgain(failure, () => void tryAgain());
  return <Failed error={error} onRetry={() => void tryAgain()} />;
}

export function MissingPage() {
  const { t } = useTranslation();
  return (
    <Empty title={t('state.notFound')}>
      <p>{t('state.notFoundHint')}</p>
      <LinkButton to="/" kind="primary">
        {t('nav.floor')}
      </LinkButton>
    </Empty>
  );
}
