import { CircleHelp, HandHelping } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';

/** What waits for somebody at a machine: calls for help, and stops of which nobody has said why. */
export function Waiting({ machine, nowMs }: { readonly machine: FloorMachine; readonly nowMs: number }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  return (
    <>
      {machine.help_calls.map(({ id, kind, called_at: since, answered_by: helper }) => (
        <p
          key={id}
          data-help={kind}
          className={`flex items-center gap-2 rounded-lg border-2 px-3 py-2 font-semibold ${helper === null ? 'border-danger text-danger' : 'border-line text-quiet'}`}
        >
          <HandHelping className="size-[1.4em] shrink-0" aria-hidden />
          {helper === null
            ? t(`help.${kind}`, { duration: format.duration((nowMs - Date.parse(since)) / 1_000) })
            : t('help.comes', { name: helper })}
        </p>
      ))}
      {machine.unanswered_stops > 0 && (
        <p className="flex items-center gap-2 text-warning">
          <CircleHelp className="size-[1.25em] shrink-0" aria-hidden />
          {t('unanswered', { count: machine.unanswered_stops })}
        </p>
      )}
    </>
  );
}
