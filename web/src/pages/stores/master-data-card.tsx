import { useMutation } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { NOTHING } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { ComponentDialog } from './component-dialog.tsx';
import { type Component, useRereadStock } from './use-stock.ts';

/** What people say of it. */
export function MasterDataCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const { can } = useSession();
  const [isEditing, setEditing] = useState(false);
  const mayManage = can('inventory:manage');
  const { unit_cost: cost, currency, current_stock: stock } = component;
  return (
    <Card
      title={t('component.data')}
      actions={
        mayManage && (
          <Button icon={<Pencil className="size-4" aria-hidden />} onClick={() => setEditing(true)}>
            {t('common:action.edit')}
          </Button>
        )
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
        <Fact name={t('field.stock_code')}>{component.stock_code ?? NOTHING}</Fact>
        <Fact name={t('field.category')}>{component.category ?? NOTHING}</Fact>
        <Fact name={t('field.unit_cost')}>{format.money(cost, currency)}</Fact>
        <Fact name={t('field.value')}>{cost === null ? NOTHING : format.money(cost * stock, currency)}</Fact>
        <Fact name={t('field.supplier')}>{component.supplier ?? NOTHING}</Fact>
        <Fact name={t('field.supplier_code')}>{component.supplier_code ?? NOTHING}</Fact>
        <Fact name={t('field.lead_time_days')}>{format.number(component.lead_time_days)}</Fact>
        <Fact name={t('field.number')}>{component.id}</Fact>
      </dl>
      {component.notes !== null && <p className="mt-3 whitespace-pre-line">{component.notes}</p>}
      {mayManage && <RetireButton component={component} />}
      {isEditing && <ComponentDialog component={component} onClose={() => setEditing(false)} />}
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className="font-medium break-words">{children}</dd>
    </div>
  );
}

function RetireButton({ component }: { readonly component: Component }) {
  const { t } = useTranslation('stores');
  const notify = useNotify();
  const reread = useRereadStock();
  const change = useMutation({
    mutationFn: (retired: boolean) => {
      const params = { path: { id: component.id } };
      return contentOf(
        retired
          ? POST('/api/v1/inventory/components/{id}/retire', { params, body: {} })
          : POST('/api/v1/inventory/components/{id}/reinstate', { params, body: {} }),
      );
    },
    onSuccess: (_, retired) =>
      notify(t(retired ? 'component.retired' : 'component.reinstated', { name: component.component_name }), () =>
        change.mutate(!retired),
      ),
    onSettled: reread,
  });
  return (
    <div className="mt-4 flex flex-col items-start gap-2">
      <Button isBusy={change.isPending} onClick={() => change.mutate(!component.retired)}>
        {t(component.retired ? 'component.reinstate' : 'component.retire')}
      </Button>
      <p className="text-sm text-quiet">{t(component.retired ? 'component.retiredHint' : 'component.retireHint')}</p>
      <Refusal error={change.error} />
    </div>
  );
}
