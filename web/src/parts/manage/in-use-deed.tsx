import { useTranslation } from 'react-i18next';
import type { Noun } from '../../live/reads.ts';
import { DeedButton } from './deed-button.tsx';

interface InUseDeedProps {
  readonly name: string;
  readonly isRetired: boolean;
  readonly nouns: readonly Noun[];
  readonly retire: () => Promise<unknown>;
  readonly reinstate: () => Promise<unknown>;
  /** What comes of taking it out of use. */
  readonly retireHint: string;
}

/** Takes something out of use, which keeps its history, or back into it. */
export function InUseDeed({ name, isRetired, nouns, retire, reinstate, retireHint }: InUseDeedProps) {
  const { t } = useTranslation('manage');
  // two buttons: what one was refused says nothing of the other
  return isRetired ? (
    <DeedButton key="reinstate" text={t('reinstate')} nouns={nouns} run={reinstate} told={t('reinstated', { name })} />
  ) : (
    <DeedButton
      key="retire"
      text={t('retire')}
      nouns={nouns}
      run={retire}
      told={t('retired', { name })}
      asks={{ title: t('retireAsk', { name }), description: retireHint }}
    />
  );
}
