import { useNavigate, useSearch } from '@tanstack/react-router';
import { presentMs } from '../../format/clock.ts';
import type { Choice } from '../../timeline/controller.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import type { View } from '../../timeline/view.ts';
import { Card } from '../../ui/page.tsx';
import { ChosenStop } from './chosen-stop.tsx';
import { LaneChoice } from './lane-choice.tsx';
import { searchOf, sightOf } from './search.ts';
import { StopsCard } from './stops-card.tsx';
import type { Machine } from './use-machine.ts';
import { useNames } from './use-names.ts';

const from = '/door/shell/machines/$machineId';

/** What the machine did, drawn; the same stops as a list; and the one that is chosen. */
export function TimelineTab({ machine }: { readonly machine: Machine }) {
  const search = useSearch({ from });
  const navigate = useNavigate({ from: '/machines/$machineId' });
  const names = useNames();
  const others = search.with ?? [];
  const machines = [machine.id, ...others.filter((id) => id !== machine.id)].map((id) => ({
    id,
    name: id === machine.id ? machine.name : (names.get(id) ?? id),
  }));
  const sight = sightOf(search);
  const rest = (next: View) =>
    void navigate({
      search: (old) => ({ ...old, until: undefined, ...searchOf(next, presentMs()) }),
      replace: true,
      resetScroll: false,
    });
  const choose = (choice: Choice | undefined) =>
    void navigate({ search: (old) => ({ ...old, stop: choice?.period.id }), replace: true, resetScroll: false });
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <Timeline machines={machines} sight={sight} onView={rest} chosenId={search.stop} onChoose={choose} />
        <LaneChoice machine={machine} />
        {search.stop !== undefined && (
          <ChosenStop key={search.stop} periodId={search.stop} onClose={() => choose(undefined)} />
        )}
      </Card>
      <StopsCard machines={machines} sight={sight} />
    </div>
  );
}
