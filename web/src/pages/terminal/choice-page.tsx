import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFloor } from '../../parts/use-floor.ts';
import { Empty } from '../../ui/messages.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { chooseMachine, chosenMachine } from './chosen-machine.ts';
import { Frame } from './frame.tsx';

/** Which machine this device stands at; the one of last time is marked. */
export function ChoicePage() {
  const { t } = useTranslation('terminal');
  const floor = useFloor();
  const last = chosenMachine();
  return (
    <Frame title={t('title')}>
      <h1 className="text-3xl font-semibold">{t('choose')}</h1>
      <QueryView query={floor}>
        {({ machines }) =>
          machines.length === 0 ? (
            <Empty title={t('noMachine')} />
          ) : (
            <ul className="grid gap-4 sm:grid-cols-2">
              {machines.map(({ machine_id: id, machine_name: name, status }) => (
                <li key={id}>
                  <Link
                    to="/terminal/$machineId"
                    params={{ machineId: id }}
                    onClick={() => chooseMachine(id)}
                    className={`flex min-h-28 flex-col justify-center gap-2 rounded-xl border-2 bg-surface p-4 ${id === last ? 'border-accent' : 'border-line'}`}
                  >
                    <span className="text-2xl font-semibold">{name}</span>
                    <span className="flex flex-wrap items-center justify-between gap-2">
                      <StatusBadge status={status} />
                      {id === last && <span className="text-base text-quiet">{t('lastTime')}</span>}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Frame>
  );
}
