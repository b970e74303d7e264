/** Reads a QR code with the camera, where the browser can: over https, and mostly on phones. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';

interface CodeReader {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface CodeReaderConstructor {
  new (options: { readonly formats: readonly string[] }): CodeReader;
}

/** No browser's types know it yet. */
const reader = (): CodeReaderConstructor | undefined =>
  (globalThis as { BarcodeDetector?: CodeReaderConstructor }).BarcodeDetector;

const LOOK_EVERY_MS = 200;

export function canScan(): boolean {
  return reader() !== undefined && navigator.mediaDevices !== undefined;
}

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
  const [trouble, setTrouble] = useState(false);
  const [isOther, setIsOther] = useState(false);
  const seen = useEffectEvent((text: string) => {
    const meant = read(text);
    setIsOther(meant === undefined);
    if (meant !== undefined) onFound(meant);
  });

  useEffect(() => {
    const Reader = reader();
    if (Reader === undefined) return;
    const codes = new Reader({ formats: ['qr_code'] });
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    async function look() {
      const shown = video.current;
      if (isOver || shown === null) return;
      const [code] = await codes.detect(shown).catch(() => []);
      if (code !== undefined) seen(code.rawValue);
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    }
    async function open() {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (isOver || video.current === null) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      await look();
    }
    function stop() {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    open().catch(() => setTrouble(true));
    return () => {
      isOver = true;
      clearTimeout(timer);
      stop();
    };
  }, []);

  return (
    <Dialog isOpen title={title} onClose={onClose}>
      {trouble ? (
        <p role="alert">{t('scan.noCamera')}</p>
      ) : (
        <video ref={video} muted playsInline className="aspect-square w-full rounded-lg bg-black object-cover" />
      )}
      <p className="mt-2 text-quiet" role="status">
        {isOther ? t('scan.other') : t('scan.hold')}
      </p>
    </Dialog>
  );
}
