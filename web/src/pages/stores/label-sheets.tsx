import { useTranslation } from 'react-i18next';
import { PrintedLabel } from '../../parts/printed-label.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { sheetsOf } from './sheets.ts';

export interface SheetLabel {
  readonly key: string;
  readonly qrText: string;
  readonly name: string;
  /** Stock code, or where a machine stands. */
  readonly line: string | null;
}

/** What comes out of the printer: nothing but labels, in millimetres. */
export function LabelSheets({ labels, skip }: { readonly labels: readonly SheetLabel[]; readonly skip: number }) {
  const { t } = useTranslation('stores');
  return (
    <PrintedLabel kind="sheet">
      {sheetsOf(labels, skip).map((sheet, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sheet is nothing but its number
        <div key={number} className="grid h-[296mm] w-[210mm] break-after-page grid-cols-3 grid-rows-8">
          {sheet.map((label, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a place is nothing but its number
            <div key={place} className="flex items-center gap-[2mm] overflow-hidden p-[3mm]">
              {label !== undefined && (
                <>
                  <QrCode
                    text={label.qrText}
                    label={t('label.code', { name: label.name })}
                    className="size-[28mm] shrink-0"
                  />
                  <div className="min-w-0">
                    <p className="line-clamp-4 text-[11pt] leading-tight font-bold break-words">{label.name}</p>
                    {label.line !== null && <p className="mt-[1mm] text-[10pt] break-words">{label.line}</p>}
                  </div>
                </>
              )}
            </div>
          ))}
        </div>
      ))}
    </PrintedLabel>
  );
}
