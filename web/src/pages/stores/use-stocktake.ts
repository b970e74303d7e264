import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../../session/session.tsx';
import { readStocktake, type Stocktake } from './stocktake.ts';

const HIDES_EXPECTED = 'milldash.stocktake.hides-expected';

/** @param next of what is counted by then, which may be more than was last drawn: scans come faster */
export type ChangeStocktake = (next: (present: Stocktake | undefined) => Stocktake | undefined) => void;

/** The count that is being made on this device, by whoever is signed in; the same in every tab. */
export function useStocktake(): readonly [Stocktake | undefined, ChangeStocktake] {
  const { account } = useSession();
  const place = `milldash.stocktake.${account.id}`;
  const [stocktake, setStocktake] = useState(() => readStocktake(localStorage.getItem(place)));
  const present = useRef(stocktake);
  const change = useCallback<ChangeStocktake>(
    (next) => {
      present.current = next(present.current);
      setStocktake(present.current);
      if (present.current === undefined) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(present.current));
    },
    [place],
  );
  useEffect(() => {
    function follow({ key, newValue }: StorageEvent) {
      if (key !== place) return;
      present.current = readStocktake(newValue);
      setStocktake(present.current);
    }
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [place]);
  return [stocktake, change];
}

/** Whoever sees what should be there tends to count it: hidden until counted, unless the device says otherwise. */
export function useHidesExpected(): readonly [boolean, (hides: boolean) => void] {
  const [hides, setHides] = useState(() => localStorage.getItem(HIDES_EXPECTED) !== 'no');
  return [
    hides,
    (next) => {
      localStorage.setItem(HIDES_EXPECTED, next ? 'yes' : 'no');
      setHides(next);
    },
  ];
}
