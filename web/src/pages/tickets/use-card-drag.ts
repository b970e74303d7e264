/**
 * Dragging a card into a column by mouse, finger or pen.
 *
 * The card that follows the pointer is moved by hand, not drawn anew. Escape, and a pointer that the browser takes away,
 * leave everything as it was.
 */
import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { HOLD_MS, type Point, pressOf, scrollStep } from './drag.ts';
import { type TicketRow, type TicketStatus, ticketStatuses } from './ticket-words.ts';

const SCROLL_EVERY_MS = 16;

export interface Drag {
  readonly ticket: TicketRow;
  /** The column that the pointer is over. */
  readonly over: TicketStatus | undefined;
}

interface Pressed {
  readonly ticket: TicketRow;
  readonly pointerId: number;
  readonly kind: string;
  readonly from: Point;
  readonly atMs: number;
}

interface CardDrag {
  readonly drag: Drag | undefined;
  /** For every card that can be moved. */
  readonly onPointerDown: (event: ReactPointerEvent, ticket: TicketRow) => void;
}

function columnAt({ x, y }: Point): TicketStatus | undefined {
  const name = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]')?.dataset['column'];
  return ticketStatuses.find((status) => status === name);
}

/**
 * @param board scrolls sideways while a card is held near its edge
 * @param ghost the card that follows the pointer
 */
export function useCardDrag(
  board: RefObject<HTMLElement | null>,
  ghost: RefObject<HTMLElement | null>,
  onDrop: (ticket: TicketRow, status: TicketStatus) => void,
): CardDrag {
  const [pressed, setPressed] = useState<Pressed>();
  const [drag, setDrag] = useState<Drag>();
  const last = useRef<Point>({ x: 0, y: 0 });
  const dropped = useEffectEvent(onDrop);

  // from the press to its end
  useEffect(() => {
    if (pressed === undefined) return;
    let isDragging = false;
    const hold = pressed.kind === 'mouse' ? undefined : setTimeout(consider, HOLD_MS);
    const scrolling = setInterval(scroll, SCROLL_EVERY_MS);

    function consider(): void {
      if (isDragging || pressed === undefined) return;
      const press = pressOf(pressed.kind, pressed.from, last.current, performance.now() - pressed.atMs);
      if (press === 'scrolls') end();
      if (press !== 'drags') return;
      isDragging = true;
      show();
    }
    function show(): void {
      if (pressed === undefined) return;
      const { x, y } = last.current;
      const over = columnAt(last.current);
      setDrag((known) => (known?.over === over && known !== undefined ? known : { ticket: pressed.ticket, over }));
      if (ghost.current !== null) ghost.current.style.transform = `translate(${x + 8}px, ${y + 8}px)`;
    }
    function move(event: PointerEvent): void {
      if (event.pointerId !== pressed?.pointerId) return;
      last.current = { x: event.clientX, y: event.clientY };
      consider();
      if (isDragging) show();
    }
    function scroll(): void {
      const edges = board.current?.getBoundingClientRect();
      if (isDragging && edges !== undefined)
        board.current?.scrollBy(scrollStep(last.current.x, edges.left, edges.right), 0);
    }
    function drop(event: PointerEvent): void {
      if (event.pointerId !== pressed?.pointerId) return;
      const over = columnAt(last.current);
      if (isDragging && over !== undefined) dropped(pressed.ticket, over);
      if (isDragging) refuseNextClick();
      end();
    }
    /** The page does not scroll under a finger that holds a card. */
    function keepStill(event: TouchEvent): void {
      if (isDragging) event.preventDefault();
    }
    function cancel(event: KeyboardEvent): void {
      if (event.key === 'Escape') end();
    }
    function end(): void {
      setPressed(undefined);
      setDrag(undefined);
    }
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', drop);
    window.addEventListener('pointercancel', end);
    window.addEventListener('touchmove', keepStill, { passive: false });
    window.addEventListener('keydown', cancel);
    return () => {
      clearTimeout(hold);
      clearInterval(scrolling);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', drop);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('touchmove', keepStill);
      window.removeEventListener('keydown', cancel);
    };
  }, [pressed, board, ghost]);

  return {
    drag,
    onPointerDown(event, ticket) {
      const isOnControl = event.target instanceof Element && event.target.closest('button, input') !== null;
      if (event.button !== 0 || isOnControl) return;
      const from = { x: event.clientX, y: event.clientY };
      last.current = from;
      setPressed({ ticket, pointerId: event.pointerId, kind: event.pointerType, from, atMs: performance.now() });
    },
  };
}

/** Letting go of a card over its own link is not a press on it. */
function refuseNextClick(): void {
  const refuse = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', refuse, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', refuse, { capture: true }), 0);
}
