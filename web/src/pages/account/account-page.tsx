/** One's own account: name, password, this device, and where one is signed in. */
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PATCH } from '../../api/client.ts';
import { chooseTheme, chosenTheme, themes } from '../../app/theme.ts';
import { chooseLanguage, type Language, languages, preferredLanguage } from '../../i18n/index.ts';
import { useSession, useSessionState } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { PasswordFields } from '../sign-in/new-password-form.tsx';
import { SignOutButton } from '../sign-in/sign-out-button.tsx';
import { Sessions } from './sessions.tsx';

export function AccountPage() {
  const { t } = useTranslation(['account', 'common']);
  const { account } = useSession();
  const notify = useNotify();
  return (
    <Page
      title={t('page.title')}
      subtitle={`${account.email} · ${t(`common:role.${account.access_role}`)}`}
      actions={<SignOutButton>{t('common:action.signOut')}</SignOutButton>}
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title={t('page.name')}>
          <NameForm />
        </Card>
        <Card title={t('page.device')}>
          <DeviceChoices />
        </Card>
        <Card title={t('page.sessions')}>
          <Sessions />
        </Card>
        <Card title={t('password.change')}>
          <PasswordFields onChanged={() => notify(t('password.changed'))} />
        </Card>
      </div>
    </Page>
  );
}

function NameForm() {
  const { t } = useTranslation(['account', 'common']);
  const { account } = useSession();
  const { reread } = useSessionState();
  const notify = useNotify();
  const [firstName, setFirstName] = useState(account.first_name);
  const [lastName, setLastName] = useState(account.last_name);
  const change = useMutation({
    async mutationFn() {
      await PATCH('/api/v1/users/me', { body: { first_name: firstName, last_name: lastName } });
      await reread();
    },
    onSuccess: () => notify(t('page.saved')),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('page.firstName')}
        autoComplete="given-name"
        required
        value={firstName}
        onChange={({ target }) => setFirstName(target.value)}
      />
      <TextField
        label={t('page.lastName')}
        autoComplete="family-name"
        required
        value={lastName}
        onChange={({ target }) => setLastName(target.value)}
      />
      <Refusal error={change.error} />
      <Button type="submit" isBusy={change.isPending}>
        {t('common:action.save')}
      </Button>
    </form>
  );
}

const themeTexts = { system: 'page.themeSystem', light: 'page.themeLight', dark: 'page.themeDark' } as const;

function DeviceChoices() {
  const { t } = useTranslation(['account', 'common']);
  // its texts may be long in coming
  const [language, setLanguage] = useState<string>(preferredLanguage);
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className="flex flex-col gap-4">
      <SelectField
        label={t('page.language')}
        value={language}
        onChange={({ target }) => {
          setLanguage(target.value);
          void chooseLanguage(target.value as Language);
        }}
      >
        {Object.entries(languages).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('page.theme')}
        value={theme}
        onChange={({ target }) => {
          const chosen = themes.find((each) => each === target.value) ?? 'system';
          setTheme(chosen);
          chooseTheme(chosen);
        }}
      >
        {themes.map((each) => (
          <option key={each} value={each}>
            {t(themeTexts[each])}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
