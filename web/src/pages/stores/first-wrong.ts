/** Puts the keyboard into the first field that says what is wrong with it. @returns whether there is one */
export function focusFirstWrong(form: HTMLFormElement): boolean {
  const field = form.querySelector<HTMLElement>('[aria-invalid=true]');
  field?.focus();
  return field !== null;
}
