/** For `validateSearch`: these names with a text each; whatever else is in the address is left out. */
export function textsSearch<const Names extends readonly string[]>(...names: Names) {
  return (search: Readonly<Record<string, unknown>>): { readonly [Name in Names[number]]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        // an address says `12` and `true` without telling whether it means a text
        return value === undefined || value === null || value === '' || typeof value === 'object'
          ? []
          : [[name, String(value)]];
      }),
    ) as { readonly [Name in Names[number]]?: string };
}
