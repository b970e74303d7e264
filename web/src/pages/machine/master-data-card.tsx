import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NOTHING } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { Fact, Facts } from '../../parts/facts.tsx';
import { MachineDialog } from '../../parts/machines/machine-dialog.tsx';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import type { Machine } from './use-machine.ts';

export function MasterDataCard({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const { can } = useSession();
  const [isEditing, setEditing] = useState(false);
  return (
    <Card
      title={t('master.title')}
      actions={
        can('machines:manage') && (
          <Button icon={<Pencil className="size-4" aria-hidden />} onClick={() => setEditing(true)}>
            {t('common:action.edit')}
          </Button>
        )
      }
    >
      <Facts>
        <Fact name={t('master.id')}>{machine.id}</Fact>
        <Fact name={t('master.place')}>{machine.place_path ?? NOTHING}</Fact>
        <Fact name={t('master.criticality')}>{machine.criticality ?? NOTHING}</Fact>
        <Fact name={t('master.manufacturer')}>{machine.manufacturer ?? NOTHING}</Fact>
        <Fact name={t('master.model')}>{machine.model ?? NOTHING}</Fact>
        <Fact name={t('master.serial')}>{machine.serial_number ?? NOTHING}</Fact>
        <Fact name={t('master.hourlyCost')}>{format.money(machine.hourly_cost, machine.currency)}</Fact>
        <Fact name={t('master.targetOee')}>{format.percent(machine.target_oee)}</Fact>
        <Fact name={t('master.microStop')}>{format.duration(machine.micro_stop_seconds)}</Fact>
      </Facts>
      {machine.notes !== null && <p className="mt-3 whitespace-pre-line">{machine.notes}</p>}
      {isEditing && <MachineDialog machine={machine} onClose={() => setEditing(false)} />}
    </Card>
  );
}
