/** Reads a code with the camera. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { type CameraTrouble, openCamera, troubleOf } from './camera.ts';
import { openCodeReader } from './code-reader.ts';

const LOOK_EVERY_MS = 200;

interface ScanDialogProps {
  readonly title: string;
  /** What a code means; undefined for one that is meant for something else. */
  readonly read: (text: string) => string | undefined;
  readonly onFound: (meant: string) => void;
  readonly onClose: () => void;
}

export function ScanDialog({ title, read, onFound, onClose }: ScanDialogProps) {
  const { t } = useTranslation('parts');
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | 'noReader'>();
  const [isOther, setIsOther] = useState(false);
  const seen = useEffectEvent((text: string) => {
    const meant = read(text);
    setIsOther(meant === undefined);
    if (meant !== undefined) onFound(meant);
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const reader = openCodeReader();
    const camera = openCamera();
    reader.catch(() => setTrouble('noReader'));
    camera.catch((error: unknown) => setTrouble(troubleOf(error)));
    const stop = (stream: MediaStream) => {
      for (const track of stream.getTracks()) track.stop();
    };

    async function look() {
      const [shown, codes] = [video.current, await reader];
      if (isOver || shown === null) return;
      const [code] = await codes.detect(shown).catch(() => []);
      if (isOver) return;
      if (code !== undefined) seen(code.rawValue);
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    }
    async function open() {
      const stream = await camera;
      if (isOver || video.current === null) return;
      video.current.srcObject = stream;
      await video.current.play();
      await look();
    }
    // what is the matter with either is told above
    open().catch(() => undefined);
    return () => {
      isOver = true;
      clearTimeout(timer);
      camera.then(stop, () => undefined);
    };
  }, []);

  return (
    <Dialog isOpen title={title} onClose={onClose}>
      {trouble !== undefined ? (
        <p role="alert">{t(`scan.${trouble}`)}</p>
      ) : (
        <>
          <video
            ref={video}
            muted
            playsInline
            aria-label={t('scan.picture')}
            className="aspect-square w-full rounded-lg bg-black object-cover"
          />
          <p className="mt-2 text-quiet" role="status">
            {isOther ? t('scan.other') : t('scan.hold')}
          </p>
        </>
      )}
    </Dialog>
  );
}
