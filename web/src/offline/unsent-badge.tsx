import { Link } from '@tanstack/react-router';
import { CloudUpload } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnsent } from './unsent.tsx';

/** On every page: how much waits to be sent. Nothing where nothing does. */
export function UnsentBadge() {
  const count = useUnsent().length;
  if (count === 0) return null;
  return (
    <Suspense fallback={null}>
      <Badge count={count} />
    </Suspense>
  );
}

function Badge({ count }: { readonly count: number }) {
  const { t } = useTranslation('offline');
  return (
    <Link to="/tickets" className="inline-flex min-h-6 items-center gap-2 text-sm font-medium text-warning underline">
      <CloudUpload className="size-4 shrink-0" aria-hidden />
      {t('waiting', { count })}
    </Link>
  );
}
