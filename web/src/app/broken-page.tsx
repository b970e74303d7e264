import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isUnreachable } from '../api/problem.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Empty, Failed, textOf } from '../ui/messages.tsx';

/** A mistake of ours: what can be done about it, and what to say to whoever can mend it. No network is no mistake. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  if (isUnreachable(error)) return <Failed error={error} onRetry={() => location.reload()} />;
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
