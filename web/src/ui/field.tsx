/** Fields of forms: a label that is always there, a hint, and what the server said of it. */
import {
  createContext,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  use,
  useId,
} from 'react';
import { useTranslation } from 'react-i18next';

interface Described {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what is in it. */
  readonly error?: string | undefined;
}

/** What the server said of the fields of the form around, by their names. */
export const FieldProblems = createContext<ReadonlyMap<string, string>>(new Map());

const control =
  'w-full min-h-11 rounded-lg border border-line bg-surface px-3 text-base text-ink placeholder:text-quiet disabled:bg-sunken aria-invalid:border-danger';

interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

function Frame({
  name,
  label,
  hint,
  error: ownError,
  isRequired,
  className = '',
  children,
}: Described & {
  name: string | undefined;
  isRequired: boolean;
  className?: string | undefined;
  children: (attributes: ControlAttributes) => ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const problems = use(FieldProblems);
  const error = ownError ?? (name === undefined ? undefined : problems.get(name));
  const notes = [hint === undefined ? undefined : `${id}-hint`, error === undefined ? undefined : `${id}-error`].filter(
    (each) => each !== undefined,
  );
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
        {isRequired && <span className="sr-only"> ({t('field.required')})</span>}
      </label>
      {children({ id, 'aria-describedby': notes.join(' ') || undefined, 'aria-invalid': error !== undefined })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-quiet">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1 text-sm font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

/** @param problem why the form cannot be sent with what is in it: the browser says so when it is tried */
export function TextField({
  label,
  hint,
  error,
  problem = '',
  className,
  ...rest
}: Described & { readonly problem?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Frame
      name={rest.name}
      label={label}
      hint={hint}
      error={error}
      isRequired={rest.required === true}
      className={className}
    >
      {(attributes) => (
        <input {...rest} {...attributes} ref={(field) => field?.setCustomValidity(problem)} className={control} />
      )}
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: Described & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Frame
      name={rest.name}
      label={label}
      hint={hint}
      error={error}
      isRequired={rest.required === true}
      className={className}
    >
      {(attributes) => <textarea rows={4} {...rest} {...attributes} className={`${control} py-2`} />}
    </Frame>
  );
}

/** The browser's own list: it is the one that phones, gloves and screen readers know. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: Described & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame
      name={rest.name}
      label={label}
      hint={hint}
      error={error}
      isRequired={rest.required === true}
      className={className}
    >
      {(attributes) => (
        <select {...rest} {...attributes} className={control}>
          {children}
        </select>
      )}
    </Frame>
  );
}

export function CheckField({
  label,
  hint,
  ...rest
}: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-start gap-3 py-2">
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-0.5 size-6 accent-(--accent)"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-sm text-quiet">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
