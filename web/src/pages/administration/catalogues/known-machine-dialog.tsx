import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, POST } from '../../../api/client.ts';
import { MachineDialog } from '../../../parts/machines/machine-dialog.tsx';
import type { Machine } from '../../../parts/machines/use-machines.ts';
import { InUseDeed } from '../../../parts/manage/in-use-deed.tsx';

/** One machine: its master data, and whether it is in use. Its history cannot be removed. */
export function KnownMachineDialog({ listed, onClose }: { readonly listed: Machine; readonly onClose: () => void }) {
  const { t } = useTranslation('catalogues');
  const params = { path: { id: listed.id } };
  // by itself: it stays open where it no longer fits what the list is filtered by
  const { data: machine } = useQuery({
    queryKey: ['machines', 'one', listed.id],
    queryFn: () => contentOf(GET('/api/v1/machines/{id}', { params })),
    initialData: listed,
  });
  return (
    <MachineDialog machine={machine} onClose={onClose}>
      <div className="sm:col-span-2">
        <InUseDeed
          name={machine.name}
          isRetired={machine.retired}
          nouns={['machines', 'floor', 'analytics', 'reports']}
          retire={() => contentOf(POST('/api/v1/machines/{id}/retire', { params, body: {} }))}
          reinstate={() => contentOf(POST('/api/v1/machines/{id}/reinstate', { params, body: {} }))}
          retireHint={t('machines.retireHint')}
        />
      </div>
    </MachineDialog>
  );
}
