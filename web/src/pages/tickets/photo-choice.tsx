/** Photos that are to be sent: taken with the camera or chosen, each with a word of what it shows. */
import { Camera, ImagePlus, X } from 'lucide-react';
import { type ChangeEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shrink } from '../../offline/shrink.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';

export interface ChosenPhoto {
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
  readonly caption: string;
}

let lastId = 0;

/** Smaller, and with a number of their own. */
async function chosen(files: readonly File[]): Promise<readonly ChosenPhoto[]> {
  return Promise.all(
    files.map(async (file) => ({
      id: String((lastId += 1)),
      name: file.name === '' ? 'photo.jpg' : file.name,
      file: await shrink(file),
      caption: '',
    })),
  );
}

/** Two ways to the same: the camera at once, or what is on the device. */
export function PhotoButtons({ onChosen }: { readonly onChosen: (photos: readonly ChosenPhoto[]) => void }) {
  const { t } = useTranslation('tickets');
  const id = useId();
  const [isBusy, setIsBusy] = useState(false);
  async function take({ target }: ChangeEvent<HTMLInputElement>) {
    const files = [...(target.files ?? [])];
    // the same photo can be chosen again
    target.value = '';
    if (files.length === 0) return;
    setIsBusy(true);
    try {
      onChosen(await chosen(files));
    } finally {
      setIsBusy(false);
    }
  }
  const pick = `${buttonClass()} cursor-pointer focus-within:outline-3 focus-within:outline-accent`;
  return (
    <div className="flex flex-wrap gap-2" aria-busy={isBusy}>
      <label htmlFor={`${id}-camera`} className={`${pick} [@media(pointer:fine)]:hidden`}>
        <Camera className="size-5" aria-hidden />
        {t('photos.take')}
        <input
          id={`${id}-camera`}
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          disabled={isBusy}
          onChange={(event) => void take(event)}
          className="sr-only"
        />
      </label>
      <label htmlFor={`${id}-files`} className={pick}>
        <ImagePlus className="size-5" aria-hidden />
        {t('photos.choose')}
        <input
          id={`${id}-files`}
          type="file"
          accept="image/*"
          multiple
          disabled={isBusy}
          onChange={(event) => void take(event)}
          className="sr-only"
        />
      </label>
    </div>
  );
}

export function ChosenPhotos({
  photos,
  onChange,
}: {
  readonly photos: readonly ChosenPhoto[];
  readonly onChange: (photos: readonly ChosenPhoto[]) => void;
}) {
  const { t } = useTranslation('tickets');
  if (photos.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-col gap-3">
      {photos.map((photo) => (
        <li key={photo.id} className="flex items-center gap-3">
          <Preview file={photo.file} />
          <input
            aria-label={t('photos.caption')}
            placeholder={t('photos.caption')}
            maxLength={500}
            value={photo.caption}
            onChange={({ target }) =>
              onChange(photos.map((each) => (each.id === photo.id ? { ...each, caption: target.value } : each)))
            }
            className="min-h-11 min-w-0 flex-1 rounded-lg border border-line bg-surface px-3"
          />
          <IconButton
            label={t('photos.leaveOut')}
            icon={<X className="size-5" aria-hidden />}
            onClick={() => onChange(photos.filter(({ id }) => id !== photo.id))}
          />
        </li>
      ))}
    </ul>
  );
}

/** Of a kind that the browser cannot show (HEIC, say) there is an empty frame. */
function Preview({ file }: { readonly file: Blob }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <img src={address} alt="" className="size-16 shrink-0 rounded-lg bg-sunken object-cover" />;
}
