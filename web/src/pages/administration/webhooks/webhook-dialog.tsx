import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { ChoiceList } from '../../../parts/manage/choice-list.tsx';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { ShownOnce } from '../../../parts/manage/shown-once.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { useSession } from '../../../session/session.tsx';
import { CheckField, TextArea, TextField } from '../../../ui/field.tsx';

type Webhook = Item<'/api/v1/webhooks'>;

const formOf = (webhook: Webhook | undefined) => ({
  name: webhook?.name ?? '',
  url: webhook?.url ?? '',
  types: (webhook?.types ?? []).join('\n'),
  machine_ids: webhook?.machine_ids ?? [],
  people_events: webhook?.people_events ?? false,
});

interface WebhookDialogProps {
  /** Undefined: a new one. */
  readonly webhook: Webhook | undefined;
  readonly onClose: () => void;
}

/** Where events are sent, and which. */
export function WebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  const { t } = useTranslation(['operations', 'administration']);
  const { can } = useSession();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const machines = useMachines().data ?? [];
  const form = useStoredFields(webhook, formOf);
  const { values, text, tick, set } = form;
  const body = { ...values, types: values.types.split(/[\s,]+/).filter((type) => type !== '') };
  const save = useDeed(
    ['webhooks'],
    async (): Promise<{ readonly secret?: string; readonly name: string }> =>
      webhook === undefined
        ? contentOf(POST('/api/v1/webhooks', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }))
        : contentOf(
            PATCH('/api/v1/webhooks/{id}', {
              params: { path: { id: webhook.id } },
              body: { ...body, version: form.version },
            }),
          ),
    { onDone: ({ secret }) => secret === undefined && onClose() },
  );
  if (save.data?.secret !== undefined) {
    return (
      <ShownOnce
        title={t('hooks.created', { name: save.data.name })}
        description={t('administration:shownOnce')}
        label={t('hooks.secret')}
        secret={save.data.secret}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      isWide
      title={webhook?.name ?? t('hooks.create')}
      description={t('hooks.hint')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
    >
      <TextField label={t('administration:name')} required autoComplete="off" {...text('name')} />
      <TextField label={t('hooks.url')} type="url" required autoComplete="off" {...text('url')} />
      <TextArea
        label={t('hooks.types')}
        hint={t('hooks.typesHint')}
        placeholder="com.milldash.ticket.*"
        spellCheck={false}
        {...text('types')}
      />
      <ChoiceList
        label={t('hooks.machines')}
        options={machines.map(({ id, name }) => ({ value: id, name }))}
        chosen={values.machine_ids}
        onChange={(chosen) => set({ machine_ids: chosen })}
      />
      {can('users:manage') && (
        <CheckField label={t('hooks.people')} hint={t('hooks.peopleHint')} {...tick('people_events')} />
      )}
    </FormDialog>
  );
}
