import type { ReactNode } from 'react';

/** A row of figures, as many beside each other as there is room for. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6 print:grid-cols-6 print:gap-1">{children}</dl>
  );
}

/** @param children what it rests on */
export function Figure({
  name,
  value,
  isBad = false,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly isBad?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="rounded-xl border border-line bg-surface p-3 print:p-1.5">
      <dt className="text-sm text-quiet print:text-xs">{name}</dt>
      <dd className={`text-2xl font-semibold print:text-base ${isBad ? 'text-warning' : ''}`}>{value}</dd>
      {children !== undefined && <dd className="text-sm text-quiet print:text-xs">{children}</dd>}
    </div>
  );
}
