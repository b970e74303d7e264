/** The floor for a screen on the wall: no controls, letters to be read at five metres, and it stays awake. */
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LineBadge } from '../../app/line-badge.tsx';
import { useReloadUntouched } from '../../app/newer-screens.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { useFloor } from '../../parts/use-floor.ts';
import { useFactory } from '../../session/factory.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { FloorView } from './floor-view.tsx';

export function WallPage() {
  const { t } = useTranslation(['floor', 'common']);
  const { area } = useSearch({ from: '/door/wall' });
  const floor = useFloor();
  const format = useFormat();
  const nowMs = useNow();
  const { name } = useFactory();
  useAwakeScreen();
  useReloadUntouched();
  useEffect(() => {
    document.title = `${t('wall')} · MillDash`;
  }, [t]);
  return (
    <main className="min-h-dvh p-4 text-[clamp(1.1rem,1.6vw,2.2rem)]">
      <header className="mb-4 flex items-baseline justify-between gap-4">
        <h1 className="text-[1.2em] font-bold">{name === '' ? t('title') : name}</h1>
        <LineBadge />
        <p className="text-[1.2em] font-bold">{format.time(nowMs)}</p>
      </header>
      <QueryView query={floor}>
        {(data) => (
          <FloorView
            floor={data}
            area={area}
            className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,20em),1fr))] gap-4"
          />
        )}
      </QueryView>
    </main>
  );
}

/** A tablet or television dims what nobody touches, unless it is asked not to, again each time it is seen. */
function useAwakeScreen(): void {
  useEffect(() => {
    let isGone = false;
    let lock: WakeLockSentinel | undefined;
    async function stayAwake(): Promise<void> {
      if (document.visibilityState !== 'visible' || navigator.wakeLock === undefined) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (isGone) await lock.release();
      } catch {
        // a battery that runs low refuses it: the screen dims then, as it would have
      }
    }
    const again = () => void stayAwake();
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, []);
}
