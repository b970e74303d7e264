import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import type { ShiftReport } from './use-shift-reports.ts';

/** Makes the report with what is known now; what it said before is gone, so it asks. */
export function MakeAnew({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const notify = useNotify();
  // shifts of machines with other hours have a report of their own
  const machineId = report.machines[0]?.machine_id;
  const remake = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/api/v1/shift-reports', {
          body: { at: report.start_time, ...(machineId === undefined ? {} : { machine_id: machineId }) },
        }),
      ),
    onSuccess(remade) {
      setAsking(false);
      void queries.invalidateQueries({ queryKey: ['shift-reports'] });
      notify(t('shiftReport.remade', { number: remade.revision }));
    },
  });
  return (
    <>
      <Button icon={<RefreshCw className="size-5" aria-hidden />} onClick={() => setAsking(true)}>
        {t('shiftReport.remake')}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('shiftReport.remakeTitle')}
        description={t('shiftReport.remakeHint')}
        confirmText={t('shiftReport.remake')}
        kind="primary"
        isBusy={remake.isPending}
        error={remake.error}
        onConfirm={() => remake.mutate()}
        onClose={() => {
          setAsking(false);
          remake.reset();
        }}
      />
    </>
  );
}
