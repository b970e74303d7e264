import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DELETE, PUT } from '../../api/client.ts';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { useSession } from '../../session/session.tsx';
import { IconButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { type Component, useRereadStock } from './use-stock.ts';

/** Which machines it is a spare part of. */
export function MachinesCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation('stores');
  const notify = useNotify();
  const reread = useRereadStock();
  const { can } = useSession();
  const { data: machines = [] } = useMachines();
  const change = useMutation({
    mutationFn: async ({ machineId, isPart }: { machineId: string; isPart: boolean }) => {
      const params = { path: { id: machineId, component_id: component.id } };
      if (isPart) await PUT('/api/v1/machines/{id}/components/{component_id}', { params, body: {} });
      else await DELETE('/api/v1/machines/{id}/components/{component_id}', { params });
    },
    onSettled: reread,
  });
  const nameOf = (machineId: string) => machines.find(({ id }) => id === machineId)?.name ?? machineId;
  const mayManage = can('inventory:manage');
  const free = machines.filter(({ id }) => !component.machine_ids.includes(id));
  return (
    <Card title={t('machines.title')}>
      {component.machine_ids.length === 0 && <p className="text-quiet">{t('machines.none')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {component.machine_ids.map((machineId) => (
          <li key={machineId} className="flex min-h-11 items-center justify-between gap-2">
            <Link
              to="/machines/$machineId"
              params={{ machineId }}
              search={{ tab: 'parts' }}
              className="inline-flex min-h-11 items-center font-medium text-accent underline"
            >
              {nameOf(machineId)}
            </Link>
            {mayManage && (
              <IconButton
                label={t('machines.remove', { machine: nameOf(machineId) })}
                icon={<X className="size-5" aria-hidden />}
                onClick={() =>
                  change.mutate(
                    { machineId, isPart: false },
                    {
                      onSuccess: () =>
                        notify(t('machines.removed', { machine: nameOf(machineId) }), () =>
                          change.mutate({ machineId, isPart: true }),
                        ),
                    },
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
      {mayManage && free.length > 0 && (
        <SelectField
          label={t('machines.add')}
          className="mt-3"
          value=""
          disabled={change.isPending}
          onChange={({ target }) => change.mutate({ machineId: target.value, isPart: true })}
        >
          <option value="">{t('book.choose')}</option>
          {free.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <Refusal error={change.error} />
    </Card>
  );
}
