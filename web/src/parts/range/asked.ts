/** What the address asks for, and changes of it. */

/** Undefined takes a choice back. */
export type Change<Search> = { readonly [Key in keyof Search]?: Search[Key] | undefined };

/** Without what is undefined: an address has no such thing. */
export function changed<Search extends object>(search: Search, change: Change<Search>): Search {
  return Object.fromEntries(
    Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined),
  ) as Search;
}
