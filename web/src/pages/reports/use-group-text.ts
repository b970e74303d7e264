import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

interface Group {
  readonly key: string | null;
  readonly name: string | null;
}

const priorities = ['Low', 'Medium', 'High', 'Critical'] as const;

/** What a group of a report is called; what belongs to none says so. */
export function useGroupText(): (group: Group) => string {
  const { t } = useTranslation(['reports', 'common']);
  return useCallback(
    ({ key, name }) => {
      const priority = priorities.find((known) => known === key);
      return priority === undefined ? (name ?? key ?? t('none')) : t(`common:priority.${priority}`);
    },
    [t],
  );
}
