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

/** What is selected in the page is copied where the browser gives no clipboard, which it does not on plain http. */
async function copyText(text: string): Promise<boolean> {
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- plain http has nothing else
    if (navigator.clipboard === undefined) return document.execCommand('copy');
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A secret that the server keeps nowhere: it is here to be copied, and then gone. */
export function ShownOnce({ title, description, label, secret, onClose }: ShownOnceProps) {
  const { t } = useTranslation(['manage', 'common']);
  const frame = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState<'copied' | 'selected'>();
  const copy = async () => {
    frame.current?.querySelector('input')?.select();
    setTold((await copyText(secret)) ? 'copied' : 'selected');
  };
  return (
    // closed by its button alone: what is gone by a slip cannot be shown again
    <Dialog isOpen title={title} description={description} onClose={onClose} canDismiss={false}>
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
