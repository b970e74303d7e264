/** The frame of every page of the stores: its title, the ways to the others, and an ear for the scanner. */
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Page } from '../../ui/page.tsx';
import type { Code } from './codes.ts';
import { useOpenCode, useScanner } from './use-scanner.ts';

const ways = [
  { to: '/stores', name: 'find' },
  { to: '/stores/low', name: 'low' },
  { to: '/stores/movements', name: 'movements' },
  { to: '/stores/stocktake', name: 'stocktake', needs: 'inventory:manage' },
  { to: '/stores/labels', name: 'labels' },
  { to: '/stores/value', name: 'value' },
  { to: '/stores/locations', name: 'locations' },
  { to: '/stores/import', name: 'import', needs: 'inventory:manage' },
] as const satisfies readonly { to: LinkProps['to']; name: string; needs?: string }[];

interface StoresPageProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** What a scanned code does; absent: what it stands for is opened. */
  readonly onScan?: (code: Code) => void;
  readonly children: ReactNode;
}

export function StoresPage({ onScan, children, ...page }: StoresPageProps) {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const open = useOpenCode();
  useScanner(onScan ?? open);
  const nav = useRef<HTMLElement>(null);
  // on a phone the way that one is on may be beyond the edge
  useEffect(() => {
    nav.current?.querySelector('[data-status=active]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, []);
  return (
    <Page {...page}>
      <nav
        ref={nav}
        aria-label={t('ways.label')}
        className="-mx-4 mb-5 flex gap-1 overflow-x-auto border-b border-line px-4 lg:mx-0 lg:px-0 print:hidden"
      >
        {ways.map((way) =>
          'needs' in way && !can(way.needs) ? null : (
            <Link
              key={way.name}
              to={way.to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="flex min-h-11 items-center border-b-3 border-transparent px-3 font-medium whitespace-nowrap text-quiet hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink"
            >
              {t(`ways.${way.name}`)}
            </Link>
          ),
        )}
      </nav>
      {children}
    </Page>
  );
}
