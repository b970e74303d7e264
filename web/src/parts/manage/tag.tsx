/** A state in a word, with a shape and a colour that say the same. */
import { CircleAlert, CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react';

export type Tone = 'good' | 'warning' | 'danger' | 'quiet';

const looks: Readonly<Record<Tone, readonly [LucideIcon, string]>> = {
  good: [CircleCheck, 'text-good'],
  warning: [CircleAlert, 'text-warning'],
  danger: [CircleX, 'text-danger'],
  quiet: [CircleDashed, 'text-quiet'],
};

export function Tag({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  const [Icon, colour] = looks[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium ${colour}`}>
      <Icon className="size-4 shrink-0" aria-hidden />
      {children}
    </span>
  );
}
