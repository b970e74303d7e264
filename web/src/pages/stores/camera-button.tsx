import { Camera } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCameras } from '../../parts/scan/camera.ts';
import { ScanDialog } from '../../parts/scan/scan-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { type Code, readCode } from './codes.ts';

/** Reads a label with the camera; not there where the browser cannot. */
export function CameraButton({ onScan }: { readonly onScan: (code: Code) => void }) {
  const { t } = useTranslation('stores');
  const [scans, setScans] = useState(false);
  if (!hasCameras()) return null;
  return (
    <>
      <Button icon={<Camera className="size-5" aria-hidden />} onClick={() => setScans(true)}>
        {t('scan.button')}
      </Button>
      {scans && (
        <ScanDialog
          title={t('scan.title')}
          read={(seen) => seen.trim() || undefined}
          onFound={(seen) => {
            setScans(false);
            onScan(readCode(seen));
          }}
          onClose={() => setScans(false)}
        />
      )}
    </>
  );
}
