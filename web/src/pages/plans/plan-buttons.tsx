import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { DeedButton } from '../../parts/manage/deed-button.tsx';
import { FormDialog } from '../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../parts/manage/use-deed.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import type { Plan } from './plan.ts';

const nouns = ['plans', 'tickets'] as const;

/** What can be done with a plan as it stands. */
export function PlanButtons({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('plans');
  const [isSkipping, setIsSkipping] = useState(false);
  const { id, version, status } = plan;
  const path = { id };
  const body = { version };
  return (
    <div className="mb-4 flex flex-wrap items-start gap-2 print:hidden">
      {status === 'active' && (
        <>
          <DeedButton
            text={t('run')}
            kind="primary"
            nouns={nouns}
            run={() =>
              contentOf(
                POST('/api/v1/plans/{id}/run', {
                  params: { path, header: { 'Idempotency-Key': newIdempotencyKey() } },
                  body: {},
                }),
              )
            }
            told={t('ran')}
            asks={{ title: t('runAsk'), description: t('runHint') }}
          />
          <Button onClick={() => setIsSkipping(true)}>{t('skip')}</Button>
          <DeedButton
            text={t('pause')}
            nouns={nouns}
            run={() => contentOf(POST('/api/v1/plans/{id}/pause', { params: { path }, body }))}
            told={t('isPaused')}
          />
        </>
      )}
      {status !== 'active' && (
        <DeedButton
          text={t('resume')}
          kind="primary"
          nouns={nouns}
          run={() => contentOf(POST('/api/v1/plans/{id}/resume', { params: { path }, body }))}
          told={t('isResumed')}
        />
      )}
      {status !== 'retired' && (
        <DeedButton
          text={t('retire')}
          nouns={nouns}
          run={() => contentOf(POST('/api/v1/plans/{id}/retire', { params: { path }, body }))}
          told={t('isRetired')}
          asks={{ title: t('retireAsk', { title: plan.title }), description: t('retireHint') }}
        />
      )}
      {isSkipping && <SkipDialog plan={plan} onClose={() => setIsSkipping(false)} />}
    </div>
  );
}

function SkipDialog({ plan, onClose }: { readonly plan: Plan; readonly onClose: () => void }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  const due = plan.next_due_at ?? plan.meter?.due_at ?? null;
  const [reason, setReason] = useState('');
  const skip = useDeed(
    nouns,
    () =>
      contentOf(
        POST('/api/v1/plans/{id}/skip', {
          params: { path: { id: plan.id } },
          body: { reason, version: plan.version },
        }),
      ),
    { told: t('skipped'), onDone: onClose },
  );
  return (
    <FormDialog
      title={t('skip')}
      description={due === null ? t('skipHint') : `${t('skipWhich', { when: format.day(due) })} ${t('skipHint')}`}
      submitText={t('skip')}
      deed={skip}
      onSubmit={() => skip.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('reason')}
        required
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
    </FormDialog>
  );
}
