/** The navigation: beside the page on a desk, below it on a phone, where a thumb reaches. */
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { CircleUser, Ellipsis } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsentBadge } from '../offline/unsent-badge.tsx';
import { useFactory } from '../session/factory.ts';
import { useSession } from '../session/session.tsx';
import { AwayNotice } from './away-notice.tsx';
import { LineBadge } from './line-badge.tsx';
import { NewerNotice } from './newer-notice.tsx';
import { type Room, rooms } from './rooms.ts';

/** What fits side by side on a phone, beside the button for the rest. */
const BELOW_MAX = 4;

const besideLink =
  'flex items-center gap-3 rounded-lg px-3 py-2.5 font-medium text-quiet hover:bg-sunken hover:text-ink data-[status=active]:bg-sunken data-[status=active]:text-ink';
const belowLink =
  'flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-medium text-quiet data-[status=active]:text-accent';

export function Shell() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { name, timezone } = useFactory();
  const open = rooms.filter(({ needs }) => [needs].flat().some(can));
  const content = useFocusOnNewPage();
  return (
    <div className="flex min-h-dvh flex-col lg:flex-row">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:bg-surface focus:p-3"
      >
        {t('nav.skip')}
      </a>
      <nav
        aria-label={t('nav.label')}
        className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-1 border-r border-line bg-surface p-3 lg:flex print:hidden"
      >
        <p className="px-3 py-2 text-lg font-bold">{name === '' ? 'MillDash' : name}</p>
        {open.map((room) => (
          <Link key={room.name} to={room.to} activeOptions={{ exact: room.to === '/' }} className={besideLink}>
            <room.icon className="size-5" aria-hidden />
            {t(`nav.${room.name}`)}
          </Link>
        ))}
        <Link to="/account" className={`${besideLink} mt-auto`}>
          <CircleUser className="size-5" aria-hidden />
          <AccountName />
        </Link>
        <div className="px-3 pb-1">
          <LineBadge />
          <UnsentBadge />
          <NewerNotice />
          <p className="mt-1 text-xs text-quiet">{t('time.zone', { zone: timezone })}</p>
        </div>
      </nav>
      <main ref={content} id="content" tabIndex={-1} className="min-w-0 flex-1 pb-20 outline-none lg:pb-0">
        <div className="flex items-center justify-between border-b border-line bg-surface px-4 py-2 lg:hidden print:hidden">
          <p className="font-bold">{name === '' ? 'MillDash' : name}</p>
          <div className="flex flex-col items-end">
            <LineBadge />
            <UnsentBadge />
            <NewerNotice />
          </div>
        </div>
        <AwayNotice />
        <Outlet />
      </main>
      <RoomsBelow open={open} />
    </div>
  );
}

/**
 * Where the keyboard goes on when another page has been opened: at its beginning, and not at the link in the navigation.
 * A page that has put it somewhere itself keeps it.
 */
function useFocusOnNewPage() {
  const content = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    if (!content.current?.contains(document.activeElement)) content.current?.focus({ preventScroll: true });
  }, [path]);
  return content;
}

function AccountName() {
  const { account } = useSession();
  return (
    <span className="truncate">
      {account.first_name} {account.last_name}
    </span>
  );
}

function RoomsBelow({ open }: { readonly open: readonly Room[] }) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t('nav.label')}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden print:hidden"
    >
      {open.slice(0, BELOW_MAX).map((room) => (
        <Link key={room.name} to={room.to} activeOptions={{ exact: room.to === '/' }} className={belowLink}>
          <room.icon className="size-6" aria-hidden />
          <span className="max-w-full truncate px-1">{t(`nav.${room.name}`)}</span>
        </Link>
      ))}
      <Popover.Root>
        <Popover.Trigger className={belowLink}>
          <Ellipsis className="size-6" aria-hidden />
          {t('nav.more')}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            side="top"
            sideOffset={8}
            collisionPadding={8}
            className="z-40 flex w-64 flex-col rounded-xl border border-line bg-surface p-2 shadow-xl"
          >
            {open.slice(BELOW_MAX).map((room) => (
              <Popover.Close key={room.name} asChild>
                <Link to={room.to} className={besideLink}>
                  <room.icon className="size-5" aria-hidden />
                  {t(`nav.${room.name}`)}
                </Link>
              </Popover.Close>
            ))}
            <Popover.Close asChild>
              <Link to="/account" className={besideLink}>
                <CircleUser className="size-5" aria-hidden />
                {t('nav.account')}
              </Link>
            </Popover.Close>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </nav>
  );
}
