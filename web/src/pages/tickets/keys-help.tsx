import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { mayDo, type Shortcut } from './shortcuts.ts';

interface KeyOfList {
  readonly keys: readonly string[];
  readonly does: Shortcut | 'open';
}

const keysOfList: readonly KeyOfList[] = [
  { keys: ['j', '↓'], does: 'next' },
  { keys: ['k', '↑'], does: 'previous' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['x'], does: 'tick' },
  { keys: ['/'], does: 'search' },
  { keys: ['n'], does: 'new' },
  { keys: ['?'], does: 'help' },
];

/** What the keys of the list do, for who may do it. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('tickets');
  const { can } = useSession();
  return (
    <Dialog isOpen title={t('keys.title')} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {keysOfList
          .filter(({ does }) => mayDo(does, can))
          .map(({ keys, does }) => (
            <div key={does} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <Key key={key} name={key} />
                ))}
              </dt>
              <dd>{t(`keys.${does}`)}</dd>
            </div>
          ))}
      </dl>
    </Dialog>
  );
}

function Key({ name }: { readonly name: string }) {
  return <kbd className="rounded border border-line bg-sunken px-2 py-0.5 font-mono text-sm">{name}</kbd>;
}
