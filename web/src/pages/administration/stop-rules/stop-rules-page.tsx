import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, PATCH } from '../../../api/client.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { useOpenForm } from '../../../parts/manage/use-open-form.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import type { StopRule } from './stop-rule.ts';
import { StopRuleDialog } from './stop-rule-dialog.tsx';
import { useRuleWords } from './use-rule-words.ts';

/** What happens by itself when a machine stands for too long. */
export function StopRulesPage() {
  const { t } = useTranslation('administration');
  const rules = useQuery({ queryKey: ['stop-rules'], queryFn: () => contentOf(GET('/api/v1/stop-rules')) });
  const { isNew, opened, show, close } = useOpenForm(rules.data?.items);
  return (
    <Page
      title={t('section.stop-rules')}
      subtitle={t('about.stop-rules')}
      actions={
        <Button kind="primary" onClick={() => show('new')}>
          {t('rules.create')}
        </Button>
      }
    >
      <QueryView query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('rules.none')}</Empty>
          ) : (
            <div className="grid items-start gap-4 lg:grid-cols-2">
              {items.map((rule) => (
                <Rule key={rule.id} rule={rule} onEdit={() => show(rule.id)} />
              ))}
            </div>
          )
        }
      </QueryView>
      {isNew && <StopRuleDialog rule={undefined} onClose={close} />}
      {opened !== undefined && (
        <StopRuleDialog key={opened.row.id} rule={opened.row} isGone={opened.isGone} onClose={close} />
      )}
    </Page>
  );
}

function Rule({ rule, onEdit }: { readonly rule: StopRule; readonly onEdit: () => void }) {
  const { t } = useTranslation(['administration', 'common']);
  const { when, what } = useRuleWords()(rule);
  const { id, name, active, version } = rule;
  const params = { path: { id } };
  return (
    <Card title={name} actions={<Tag tone={active ? 'good' : 'quiet'}>{t(active ? 'rules.active' : 'rules.off')}</Tag>}>
      <p>{when}</p>
      <p className="mt-1 font-medium">→ {what}</p>
      <div className="mt-3 flex flex-wrap items-start gap-2">
        <Button onClick={onEdit}>{t('common:action.edit')}</Button>
        <DeedButton
          text={t(active ? 'rules.switchOff' : 'rules.switchOn')}
          nouns={['stop-rules']}
          run={() => contentOf(PATCH('/api/v1/stop-rules/{id}', { params, body: { active: !active, version } }))}
        />
        <DeedButton
          text={t('common:action.delete')}
          nouns={['stop-rules']}
          run={() => DELETE('/api/v1/stop-rules/{id}', { params })}
          told={t('deleted', { name })}
          asks={{ title: t('deleteAsk', { name }), description: t('rules.deleteHint') }}
        />
      </div>
    </Card>
  );
}
