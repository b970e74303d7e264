/**
 * What machines did, as lanes below each other, to move through and zoom into.
 *
 * The drawing lives outside of React (controller.ts): a frame costs React nothing. What it shows must stand beside it as
 * a list as well, for who cannot see or point.
 */
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { presentMs } from '../format/clock.ts';
import { useFormat } from '../format/use-format.ts';
import { Refusal } from '../ui/messages.tsx';
import { type Choice, type Timeline as Controller, createTimeline } from './controller.ts';
import { heightOf, laneBox } from './draw.ts';
import { listenToHands, pressKey } from './gestures.ts';
import { Legend } from './legend.tsx';
import type { PeriodStore } from './period-store.ts';
import { PeriodTip } from './period-tip.tsx';
import { readFirst } from './read-periods.ts';
import { TimelineButtons } from './timeline-buttons.tsx';
import { usePeriodStore } from './use-period-store.ts';
import { usePeriodWords } from './use-period-words.ts';
import { useShifts } from './use-shifts.ts';
import { isSeenIn, type Sight, type View, viewOf } from './view.ts';

export interface TimelineProps {
  readonly machines: readonly { readonly id: string; readonly name: string }[];
  /** What is looked at first, and whenever this changes to something else than was reported. */
  readonly sight: Sight;
  /** Called when the view has come to rest. */
  readonly onView: (view: View) => void;
  readonly chosenId: string | undefined;
  readonly onChoose: (choice: Choice | undefined) => void;
}

export function Timeline(props: TimelineProps) {
  const store = usePeriodStore();
  return store === undefined ? null : <DrawnTimeline {...props} store={store} />;
}

function DrawnTimeline({
  machines,
  sight,
  onView,
  chosenId,
  onChoose,
  store,
}: TimelineProps & { readonly store: PeriodStore }) {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  const words = usePeriodWords();
  const helpId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [timeline, setTimeline] = useState<Controller>();
  const [{ rested, restedAtMs }, setRest] = useState(() => {
    const nowMs = presentMs();
    return { rested: viewOf(sight, nowMs), restedAtMs: nowMs };
  });
  const [pointed, setPointed] = useState<Choice>();
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const shifts = useShifts(machines[0]?.id, rested);
  const ids = machines.map(({ id }) => id);
  const idKey = ids.join(',');
  const first = useQuery({ queryKey: ['periods', 'first', idKey], queryFn: () => readFirst(ids) });

  const rest = useEffectEvent((next: View) => {
    setRest({ rested: next, restedAtMs: presentMs() });
    onView(next);
  });
  const choose = useEffectEvent((choice: Choice | undefined) => {
    setSaid(choice === undefined ? '' : words(choice.period));
    onChoose(choice);
  });

  useEffect(() => {
    if (canvas.current === null) return undefined;
    const made = createTimeline(canvas.current, store, {
      onRest: (next) => rest(next),
      onPoint: setPointed,
      onChoose: (choice) => choose(choice),
      onNews: () => setFailure(store.failure),
    });
    const stopHands = listenToHands(canvas.current, made);
    setTimeline(made);
    return () => {
      stopHands();
      made.stop();
    };
  }, [store]);

  useEffect(() => timeline?.setAxisOf(format.locale, format.zone), [timeline, format]);
  useEffect(() => timeline?.setLanes(idKey.split(',')), [timeline, idKey]);
  useEffect(() => timeline?.setShifts(shifts), [timeline, shifts]);
  useEffect(() => timeline?.setChosen(chosenId), [timeline, chosenId]);
  useEffect(() => {
    if (first.data != null) timeline?.setFirst(first.data);
  }, [timeline, first.data]);
  // a link, or the browser's way back: what was reported itself is where it is already
  const { spanMs, untilMs } = sight;
  const show = useEffectEvent((isFirst: boolean) => {
    const isReported = isSeenIn(rested, sight, restedAtMs);
    if (isFirst || !isReported) timeline?.setView(viewOf(sight, presentMs()));
  });
  useEffect(() => show(true), [timeline]);
  useEffect(() => show(false), [spanMs, untilMs]);

  const press = (event: KeyboardEvent) => {
    if (timeline === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return onChoose(undefined);
    if (pressKey(timeline, event)) event.preventDefault();
  };
  const followPointer = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLDivElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const left = Math.min(clientX - box.left + 12, box.width - 260);
    tip.current?.style.setProperty('transform', `translate(${Math.max(0, left)}px, ${clientY - box.top + 18}px)`);
  };
  return (
    <div>
      <TimelineButtons timeline={timeline} hasFirst={first.data != null} />
      <div className="relative" onPointerMove={followPointer}>
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={t('label', {
            machines: machines.map(({ name }) => name).join(', '),
            from: format.dateTime(rested.fromMs),
            to: format.dateTime(rested.toMs),
          })}
          aria-describedby={helpId}
          data-timeline="reading"
          onKeyDown={press}
          style={{ height: heightOf(machines.length) }}
          className="block w-full cursor-grab touch-pan-y rounded-lg border border-line active:cursor-grabbing"
        />
        {machines.length > 1 &&
          machines.map(({ id, name }, at) => (
            <span
              key={id}
              aria-hidden
              style={{ top: laneBox(at, machines.length).nameTop + 1 }}
              className="pointer-events-none absolute left-2 rounded bg-surface/85 px-1 text-sm font-semibold"
            >
              {name}
            </span>
          ))}
        <div ref={tip} className="pointer-events-none absolute top-0 left-0 z-10">
          {pointed !== undefined && <PeriodTip period={pointed.period} />}
        </div>
      </div>
      <p id={helpId} className="sr-only">
        {t('help')}
      </p>
      <p role="status" className="sr-only">
        {said}
      </p>
      <Legend />
      <Refusal error={failure} isTriedAgain />
    </div>
  );
}
