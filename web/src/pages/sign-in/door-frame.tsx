import { type ReactNode, useEffect } from 'react';

/** What is before the door stands in the middle of an empty page. */
export function DoorFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · MillDash`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center p-4">
      <div className="rounded-2xl border border-line bg-surface p-6">
        <p className="mb-1 flex items-center gap-2 text-sm font-semibold text-quiet">
          <img src="/favicon.svg" alt="" className="size-6" />
          MillDash
        </p>
        <h1 className="mb-5 text-2xl font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  );
}
