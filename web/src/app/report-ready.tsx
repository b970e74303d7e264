/**
 * Fetches what reporting a fault needs before anybody opens it: without a network it could not be fetched any more.
 *
 * The list, too: it is where what waits to be sent is seen.
 */
import { useRouter } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMachines } from '../parts/machines/use-machines.ts';
import { useSession } from '../session/session.tsx';
import { KeepKnown } from './keep-known.tsx';

/** The page that somebody asked for comes first. */
const AFTER_MS = 4_000;

export function ReportReady() {
  const { can } = useSession();
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isTime) return null;
  return (
    <Suspense fallback={null}>{can('tickets:report') ? <Fetched /> : <KeepKnown machines={undefined} />}</Suspense>
  );
}

function Fetched() {
  const router = useRouter();
  const { i18n } = useTranslation();
  // as long as it is looked at it is not forgotten, and read again when it has changed
  const machines = useMachines().data;
  useEffect(() => {
    // without a network nothing is fetched, and nothing is lost by it
    router.preloadRoute({ to: '/tickets/new' }).catch(() => undefined);
    router.preloadRoute({ to: '/tickets' }).catch(() => undefined);
    router.preloadRoute({ to: '/tickets/$ticketId', params: { ticketId: 0 } }).catch(() => undefined);
    i18n.loadNamespaces(['tickets', 'offline', 'parts']).catch(() => undefined);
  }, [router, i18n]);
  return machines === undefined ? null : <KeepKnown machines={machines} />;
}
