import { Link } from '@tanstack/react-router';
import { componentAddress } from '../../parts/addresses.ts';

export function ComponentLink({ id, name }: { readonly id: number; readonly name: string }) {
  return (
    <Link {...componentAddress(id)} className="inline-flex min-h-6 items-center font-medium text-accent underline">
      {name}
    </Link>
  );
}
