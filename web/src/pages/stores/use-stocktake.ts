import { useState } from 'react';
import { useSession } from '../../session/session.tsx';
import { readStocktake, type Stocktake } from './stocktake.ts';

const HIDES_EXPECTED = 'milldash.stocktake.hides-expected';

/** The count that is being made on this device, by whoever is signed in. */
export function useStocktake(): readonly [Stocktake | undefined, (next: Stocktake | undefined) => void] {
  const { account } = useSession();
  const place = `milldash.stocktake.${account.id}`;
  const [stocktake, setStocktake] = useState(() => readStocktake(localStorage.getItem(place)));
  return [
    stocktake,
    (next) => {
      if (next === undefined) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(next));
      setStocktake(next);
    },
  ];
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
