import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';

const keys = [
  ['j', '↓', 'next'],
  ['k', '↑', 'previous'],
  ['Enter', undefined, 'open'],
  ['x', undefined, 'tick'],
  ['/', undefined, 'search'],
  ['n', undefined, 'new'],
  ['?', undefined, 'help'],
] as const;

/** What the keys of the list do. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('tickets');
  return (
    <Dialog isOpen title={t('keys.title')} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {keys.map(([key, other, name]) => (
          <div key={name} className="contents">
            <dt className="flex gap-1">
              <Key name={key} />
              {other !== undefined && <Key name={other} />}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Key({ name }: { readonly name: string }) {
  return <kbd className="rounded border border-line bg-sunken px-2 py-0.5 font-mono text-sm">{name}</kbd>;
}
