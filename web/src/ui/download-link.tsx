import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { keepSignedIn } from '../api/client.ts';
import { presentSignIn } from '../api/sign-in.ts';
import { useNotify } from './toasts.tsx';

/**
 * Has the browser save what an address of the server holds.
 *
 * It asks by itself, and would be refused by a sign-in that has run out while nobody pressed anything: that is renewed first.
 */
export function DownloadLink({
  children,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const save = (event: MouseEvent<HTMLAnchorElement>) => {
    if (presentSignIn() === 'good') return;
    event.preventDefault();
    const link = event.currentTarget;
    keepSignedIn().then(
      (isSignedIn) => isSignedIn && link.click(),
      () => notify(t('state.unanswered')),
    );
  };
  return (
    <a download {...rest} onClick={save}>
      {children}
    </a>
  );
}
