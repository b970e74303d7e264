/** Names and what they are. */
import type { ReactNode } from 'react';

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** Names and values beside each other, as many as there is room for. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:grid-cols-4">{children}</dl>;
}

/** A name above what it is. */
export function Fact({ name, children }: FactProps) {
  return (
    <div>
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className="font-medium break-words">{children}</dd>
    </div>
  );
}

/** A name and what it is on one line, for narrow columns. */
export function FactLine({ name, children }: FactProps) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-sm text-quiet">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
