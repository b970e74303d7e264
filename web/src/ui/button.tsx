import { Link, type LinkProps } from '@tanstack/react-router';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

export type ButtonKind = 'primary' | 'plain' | 'danger' | 'ghost';
export type ButtonSize = 'small' | 'medium' | 'glove';

const kinds: Readonly<Record<ButtonKind, string>> = {
  primary: 'bg-accent text-accent-ink hover:brightness-110',
  plain: 'border border-line bg-surface text-ink hover:bg-sunken',
  danger: 'bg-danger text-danger-ink hover:brightness-110',
  ghost: 'text-ink hover:bg-sunken',
};
/** `small` is so for a mouse alone. `glove`: nothing that a hand in a glove must hit is smaller than 64 px. */
const sizes: Readonly<Record<ButtonSize, string>> = {
  small: 'min-h-9 px-3 text-sm max-sm:min-h-11 pointer-coarse:min-h-11',
  medium: 'min-h-11 px-4',
  glove: 'min-h-16 px-6 text-xl',
};
const shared =
  'inline-flex select-none items-center justify-center gap-2 rounded-lg font-medium disabled:cursor-not-allowed disabled:opacity-55';

export function buttonClass(kind: ButtonKind = 'plain', size: ButtonSize = 'medium'): string {
  return `${shared} ${kinds[kind]} ${sizes[size]}`;
}

interface Look {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
}

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> &
  Look & {
    /** While what it does is being done: it takes no second press. */
    readonly isBusy?: boolean;
  };

export function Button({ kind, size, icon, isBusy = false, className = '', children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={isBusy}
      {...rest}
      disabled={rest.disabled === true || isBusy}
      className={`${buttonClass(kind, size)} ${className}`}
    >
      {icon}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({ kind, size, icon, children, ...rest }: LinkProps & Look & { className?: string }) {
  return (
    <Link {...rest} className={`${buttonClass(kind, size)} ${rest.className ?? ''}`}>
      <>
        {icon}
        {children}
      </>
    </Link>
  );
}

/** A button that shows a picture alone: what it does must be said. */
export function IconButton({ label, ...rest }: ButtonProps & { readonly label: string }) {
  return (
    <Button
      kind="ghost"
      {...rest}
      aria-label={label}
      title={label}
      className={`min-w-11 px-0! ${rest.className ?? ''}`}
    />
  );
}
