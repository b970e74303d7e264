import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, PUT } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useServerWords } from '../../../i18n/use-server-words.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useSession } from '../../../session/session.tsx';
import { Button } from '../../../ui/button.tsx';
import { Refusal } from '../../../ui/messages.tsx';
import { SettingInput } from './setting-input.tsx';
import { NoJson, settingKind, typedOf, valueOf } from './setting-kind.ts';

/** One setting: what it does, its value, and the way back to its default. */
export function SettingForm({ setting }: { readonly setting: Item<'/api/v1/settings'> }) {
  const { t } = useTranslation(['administration', 'common']);
  const serverWords = useServerWords();
  const format = useFormat();
  const { can } = useSession();
  const { key, value, version, is_default: isDefault } = setting;
  const kind = settingKind(setting.allowed);
  const stored = typedOf(kind.input, value);
  // undefined: as it is stored, whoever changes it
  const [typed, setTyped] = useState<{ readonly text: string; readonly version: number }>();
  const mayChange = can('settings:manage');
  const put = useDeed(
    ['settings', 'factory'],
    async () =>
      contentOf(
        PUT('/api/v1/settings/{key}', {
          params: { path: { key } },
          body: { value: valueOf(kind, typed?.text ?? stored), version: typed?.version ?? version },
        }),
      ),
    { told: t('saved'), onDone: () => setTyped(undefined) },
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    put.mutate();
  };
  const isChanged = typed !== undefined && typed.text !== stored;
  const isOutdated = isChanged && typed.version !== version;
  return (
    <form onSubmit={submit} className="grid gap-2 py-4 first:pt-0 last:pb-0 md:grid-cols-2 md:gap-6">
      <div className="min-w-0">
        <code className="font-semibold break-words">{key}</code>
        <p className="text-sm text-quiet">{serverWords('settings', key, setting.description)}</p>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <SettingInput
          label={setting.unit === null ? t('settings.value') : serverWords('units', setting.unit)}
          kind={kind.input}
          isDisabled={!mayChange}
          typed={typed?.text ?? stored}
          onType={(text) => setTyped({ text, version: typed?.version ?? version })}
        />
        <p className="text-sm break-words text-quiet">
          {isDefault
            ? t('settings.isDefault')
            : t('settings.default', { value: typedOf(kind.input, setting.default) || t('settings.nothing') })}
          {setting.updated_by !== null &&
            ` · ${t('settings.changedBy', { who: setting.updated_by, when: format.dateTime(setting.updated_at) })}`}
        </p>
        {isOutdated && (
          <p role="status" className="text-sm text-warning">
            {t('settings.changedElsewhere', { value: stored })}
          </p>
        )}
        <Refusal error={put.error instanceof NoJson ? t('settings.noJson') : put.error} />
        {mayChange && (
          <div className="flex flex-wrap items-start gap-2">
            {isChanged && (
              <>
                <Button type="submit" kind="primary" size="small" isBusy={put.isPending}>
                  {t('common:action.save')}
                </Button>
                <Button
                  size="small"
                  onClick={() => {
                    setTyped(undefined);
                    put.reset();
                  }}
                >
                  {t('common:action.cancel')}
                </Button>
              </>
            )}
            {!isDefault && !isChanged && (
              <DeedButton
                size="small"
                text={t('settings.toDefault')}
                nouns={['settings', 'factory']}
                run={() => contentOf(DELETE('/api/v1/settings/{key}', { params: { path: { key } } }))}
                told={t('settings.isDefaultAgain', { key })}
              />
            )}
          </div>
        )}
      </div>
    </form>
  );
}
