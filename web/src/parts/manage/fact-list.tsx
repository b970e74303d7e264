import type { ReactNode } from 'react';
import { Fact } from '../facts.tsx';

/** Names and values; those without a value are left out. */
export function FactList({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
      {facts
        .filter(([, value]) => value != null && value !== '')
        .map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
    </dl>
  );
}
