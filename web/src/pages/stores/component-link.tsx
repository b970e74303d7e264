import { Link } from '@tanstack/react-router';

export function ComponentLink({ id, name }: { readonly id: number; readonly name: string }) {
  return (
    <Link
      to="/stores/components/$componentId"
      params={{ componentId: String(id) }}
      className="inline-flex min-h-6 items-center font-medium text-accent underline"
    >
      {name}
    </Link>
  );
}
