/** Loading the page anew for a part of the screens that could not be fetched. */
import { useCallback, useEffect, useRef } from 'react';
import { reloadIfThere } from '../api/reachable.ts';

/**
 * Loads the page anew where the server answers, and what asked for it is still shown then: somebody may have gone on
 * elsewhere, and begun to write. It says whether the server answered.
 */
export function useReloadIfThere(): () => Promise<boolean> {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return useCallback(() => reloadIfThere(() => isShown.current), []);
}
