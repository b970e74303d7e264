import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH } from '../../../api/client.ts';
import { useReread } from '../../../live/use-reread.ts';
import { Refusal } from '../../../ui/messages.tsx';
import { useNotify } from '../../../ui/toasts.tsx';
import { type Reason, type ReasonGroup, reasonGroups } from './reason.ts';

/** Puts a reason into a group at once; it can be undone. */
export function GroupChoice({ reason }: { readonly reason: Reason }) {
  const { t } = useTranslation('administration');
  const notify = useNotify();
  const reread = useReread(['reasons']);
  const change = useMutation({
    mutationFn: ({ group, version }: { readonly group: ReasonGroup; readonly version: number }) =>
      contentOf(PATCH('/api/v1/reasons/{id}', { params: { path: { id: reason.id } }, body: { group, version } })),
    onSettled: reread,
    onSuccess(changed, { version }) {
      const undo = () => change.mutate({ group: reason.group, version: changed.version });
      const isUndone = version !== reason.version;
      notify(
        t('reasons.grouped', { name: changed.name, group: t(`reasons.groups.${changed.group}`) }),
        isUndone ? undefined : undo,
      );
    },
  });
  return (
    <>
      <select
        aria-label={t('reasons.groupOf', { name: reason.name })}
        className="min-h-11 rounded-lg border border-line bg-surface px-2"
        value={change.isPending ? change.variables.group : reason.group}
        disabled={change.isPending}
        onChange={({ target }) => change.mutate({ group: target.value as ReasonGroup, version: reason.version })}
      >
        {reasonGroups.map((group) => (
          <option key={group} value={group}>
            {t(`reasons.groups.${group}`)}
          </option>
        ))}
      </select>
      <Refusal error={change.error} />
    </>
  );
}
