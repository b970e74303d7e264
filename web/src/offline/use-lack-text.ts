import { useTranslation } from 'react-i18next';
import { BYTES_MAX, ENTRIES_MAX } from './entries.ts';
import type { AddOutcome } from './queue.ts';

const MEBIBYTE = 1024 * 1024;

/** Why something could not be kept until it is sent; undefined where it is. */
export function useLackText(): (outcome: AddOutcome) => string | undefined {
  const { t } = useTranslation('offline');
  return (outcome) => {
    if (outcome === 'added') return undefined;
    return t(`noRoom.${outcome}`, { max: outcome === 'bytes' ? BYTES_MAX / MEBIBYTE : ENTRIES_MAX });
  };
}
