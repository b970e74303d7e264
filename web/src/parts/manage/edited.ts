/** What is typed in a form over what is stored, and how the two come together when somebody else was faster. */

type Values = Readonly<Record<string, unknown>>;

const isSame = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** The fields that hold something else than is stored. */
export function changesOf<Form extends Values>(stored: Form, typed: Form): Partial<Form> {
  return Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => !isSame(value, stored[name])),
  ) as Partial<Form>;
}

export const hasChanges = (changes: Values) => Object.keys(changes).length > 0;

/** What somebody else has stored meanwhile, under what was typed here. */
export function typedOver<Form extends Values>(before: Form, typed: Form, latest: Form): Form {
  return { ...latest, ...changesOf(before, typed) };
}
