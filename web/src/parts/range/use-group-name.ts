import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { groupName } from './group-names.ts';

/** Names days, weeks, months and hours as the API keys them. */
export function useGroupName(): (key: string) => string {
  const { t } = useTranslation(['range', 'common']);
  const format = useFormat();
  return useCallback((key) => groupName(key, format, (number, year) => t('week', { number, year })), [t, format]);
}
