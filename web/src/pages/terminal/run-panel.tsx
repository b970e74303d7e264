import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useSession } from '../../session/session.tsx';
import { Card } from '../../ui/page.tsx';
import { ActiveRun } from './active-run.tsx';
import { StartRun } from './start-run.tsx';

/** What the machine makes now; where it makes nothing, what it is to make. */
export function RunPanel({ machine }: { readonly machine: FloorMachine }) {
  const { t } = useTranslation('terminal');
  const { can } = useSession();
  const run = machine.active_run;
  return (
    <Card title={run === null ? t('noRun') : t('run')}>
      {/* counts that were typed for one run are not those of the next */}
      {run !== null && <ActiveRun key={run.id} run={run} mayComplete={can('production:run')} />}
      {run === null && can('production:run') && <StartRun machineId={machine.machine_id} />}
    </Card>
  );
}
