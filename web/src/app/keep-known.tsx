/** Keeps on the device what a page needs that is opened while the server is away. */
import { useEffect } from 'react';
import { keepKnown } from '../offline/known.ts';
import type { Machine } from '../parts/machines/use-machines.ts';
import { useFactory } from '../session/factory.ts';
import { useSession } from '../session/session.tsx';

export function KeepKnown({ machines }: { readonly machines: readonly Machine[] | undefined }) {
  const { account, isConfirmed, hasEnded } = useSession();
  const factory = useFactory();
  const isOfNow = isConfirmed && !hasEnded;
  useEffect(() => {
    if (isOfNow) void keepKnown({ account, factory, machines });
  }, [account, factory, machines, isOfNow]);
  return null;
}
