import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';

interface ShownOnceProps {
  readonly title: string;
  /** What it is for, until when it is good, and that it is not shown again. */
  readonly description: string;
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that the server keeps nowhere: it is here to be copied, and then gone. */
export function ShownOnce({ title, description, label, secret, onClose }: ShownOnceProps) {
  const { t } = useTranslation(['manage', 'common']);
  const frame = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState<'copied' | 'selected'>();
  const copy = async () => {
    frame.current?.querySelector('input')?.select();
    // there is no clipboard on plain http, which a factory's own network may well be
    if (navigator.clipboard === undefined) return setTold('selected');
    await navigator.clipboard.writeText(secret);
    setTold('copied');
  };
  return (
    <Dialog isOpen title={title} description={description} onClose={onClose}>
      <div ref={frame} className="flex flex-col gap-4">
        <TextField label={label} readOnly value={secret} onFocus={({ target }) => target.select()} />
        <div className="flex flex-wrap items-center justify-end gap-3">
          <span role="status" className="text-good">
            {told !== undefined && t(told)}
          </span>
          <Button
            kind="primary"
            icon={
              told === 'copied' ? <Check className="size-5" aria-hidden /> : <Copy className="size-5" aria-hidden />
            }
            onClick={() => void copy()}
          >
            {t('copy')}
          </Button>
          <Button onClick={onClose}>{t('common:action.close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
