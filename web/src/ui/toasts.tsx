/** Short notices that pass: what was done, and a way to undo it where there is one. */
import { X } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

type Notify = (text: string, undo?: () => void) => void;

const ToastContext = createContext<Notify>(() => undefined);
const SHOWN_MS = 6_000;
/** Who has something to undo needs time to see it. */
const UNDO_MS = 12_000;
const SHOWN_MAX = 4;
let lastId = 0;

/** @param owner who is signed in: what was done by one person nobody else undoes */
export function ToastProvider({
  owner,
  children,
}: {
  readonly owner: number | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [ownerBefore, setOwnerBefore] = useState(owner);
  if (owner !== ownerBefore) {
    setOwnerBefore(owner);
    setToasts([]);
  }
  const remove = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const notify = useCallback<Notify>(
    (text, undo) => {
      const id = (lastId += 1);
      setToasts((shown) => [...shown.slice(1 - SHOWN_MAX), { id, text, undo }]);
      setTimeout(() => remove(id), undo === undefined ? SHOWN_MS : UNDO_MS);
    },
    [remove],
  );
  return (
    <ToastContext value={notify}>
      {children}
      <div
        role="status"
        className="fixed inset-x-4 bottom-20 z-60 flex flex-col items-center gap-2 lg:bottom-6 print:hidden"
      >
        {toasts.map(({ id, text, undo }) => (
          <div key={id} className="flex items-center gap-3 rounded-xl bg-ink py-2 pr-2 pl-4 text-ground shadow-lg">
            <span>{text}</span>
            {undo !== undefined && (
              <Button
                size="small"
                onClick={() => {
                  undo();
                  remove(id);
                }}
              >
                {t('action.undo')}
              </Button>
            )}
            <IconButton
              size="small"
              label={t('action.close')}
              className="text-ground"
              icon={<X className="size-4" aria-hidden />}
              onClick={() => remove(id)}
            />
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useNotify(): Notify {
  return use(ToastContext);
}
