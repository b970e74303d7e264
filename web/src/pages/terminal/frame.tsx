import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LineBadge } from '../../app/line-badge.tsx';
import { useReloadUntouched } from '../../app/newer-screens.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';

/** A page that is nothing but the machine: large letters, the time, and one way out. */
export function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useTranslation(['terminal', 'common']);
  const format = useFormat();
  const nowMs = useNow();
  useReloadUntouched();
  useEffect(() => {
    document.title = `${title} · MillDash`;
  }, [title]);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-6xl flex-col gap-4 p-4 text-lg">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <Link
          to="/"
          className="inline-flex min-h-16 items-center gap-2 rounded-lg px-3 font-medium text-quiet hover:bg-sunken"
        >
          <ArrowLeft className="size-6" aria-hidden />
          {t('common:nav.floor')}
        </Link>
        <LineBadge />
        <p className="text-2xl font-bold tabular-nums">{format.time(nowMs)}</p>
      </header>
      <main id="content" className="flex flex-col gap-4">
        {children}
      </main>
    </div>
  );
}
