import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/messages.tsx';

/** Where nothing can be kept yet, and the way to change that. */
export function NoLocation() {
  const { t } = useTranslation('stores');
  return (
    <Empty title={t('locations.none')}>
      <p>{t('locations.noneHint')}</p>
      <LinkButton to="/stores/locations">{t('locations.title')}</LinkButton>
    </Empty>
  );
}
