import { useState } from 'react';

/** The first value that was known: what a form began with stays, whatever changes under it meanwhile. */
export function useFirstKnown<Value>(value: Value | undefined): Value | undefined {
  const [first, setFirst] = useState(value);
  if (first === undefined && value !== undefined) setFirst(value);
  return first ?? value;
}
