import { useLocation, useNavigate } from '@tanstack/react-router';

/** Filters in the address, so that who gets the link sees the same; an empty text takes one out. */
export function useFilters<Name extends string>() {
  const filters = useLocation().search as { readonly [Each in Name]?: string };
  const navigate = useNavigate();
  const choose = (name: Name, value: string) =>
    void navigate({
      to: '.',
      search: ((old: object) => ({ ...old, [name]: value === '' ? undefined : value })) as never,
      replace: true,
    });
  /** For a choice. */
  const bind = (name: Name) => ({
    value: filters[name] ?? '',
    onChange: ({ target }: { target: { value: string } }) => choose(name, target.value),
  });
  /** For a {@link FilterField}. */
  const typed = (name: Name) => ({ text: filters[name], onText: (text: string) => choose(name, text) });
  return { filters, choose, bind, typed };
}
