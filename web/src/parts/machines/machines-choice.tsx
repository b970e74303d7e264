import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../ui/button.tsx';
import { CheckField } from '../../ui/field.tsx';
import { useMachines } from './use-machines.ts';

interface MachinesChoiceProps {
  /** Ids; empty: all. */
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Some of the machines, or all. */
export function MachinesChoice({ chosen, onChoose }: MachinesChoiceProps) {
  const { t } = useTranslation(['range', 'common']);
  const machines = useMachines().data ?? [];
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id].sort());
  const [only] = chosen;
  const name =
    only === undefined
      ? t('allMachines')
      : chosen.length === 1
        ? (machines.find(({ id }) => id === only)?.name ?? only)
        : t('machinesChosen', { count: chosen.length });
  return (
    <Popover.Root>
      <Popover.Trigger aria-label={`${t('machines')}: ${name}`} className={buttonClass()}>
        <span className="max-w-48 truncate">{name}</span>
        <ChevronDown className="size-4" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-[min(28rem,var(--radix-popover-content-available-height))] w-72 overflow-y-auto rounded-xl border border-line bg-surface p-3 shadow-xl"
        >
          <CheckField label={t('allMachines')} checked={chosen.length === 0} onChange={() => onChoose([])} />
          {machines.map(({ id, name: label }) => (
            <CheckField key={id} label={label} checked={chosen.includes(id)} onChange={() => toggle(id)} />
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
