/** What followers see of events, cut into frames that are neither long nor large. */
import type { StreamedEvent } from './streamed-events.ts';

export interface View {
  /** The same for all who see the same in the same form: they share what is made for one of them. */
  readonly key: string;
  matches(event: StreamedEvent): boolean;
  /** @param upTo the last sequence that the frame stands for, also where that event is not in it */
  render(events: readonly StreamedEvent[], epoch: string, upTo: number): Buffer;
}

export interface Frame {
  readonly bytes: Buffer;
  readonly events: number;
  readonly upTo: number;
}

export interface FrameSizes {
  readonly events: number;
  /** Of JSON in UTF-16, before a frame ends. */
  readonly characters: number;
}

/**
 * The events that `view` lets through. Together the frames stand for everything up to `upTo`; none where nothing is let
 * through. Each is made when it is asked for: whose line is full after the first has no use for the others.
 */
export function* framesOf(
  view: View,
  events: readonly StreamedEvent[],
  epoch: string,
  upTo: number,
  sizes: FrameSizes,
): Generator<Frame, void, void> {
  let part: StreamedEvent[] = [];
  let characters = 0;
  for (const event of events) {
    if (!view.matches(event)) continue;
    // the last one reaches further than its last event
    if (part.length >= sizes.events || characters >= sizes.characters) {
      yield frameOf(view, part, epoch, (part.at(-1) as StreamedEvent).sequence);
      part = [];
      characters = 0;
    }
    part.push(event);
    characters += event.json().length;
  }
  if (part.length > 0) yield frameOf(view, part, epoch, upTo);
}

function frameOf(view: View, events: readonly StreamedEvent[], epoch: string, upTo: number): Frame {
  return { bytes: view.render(events, epoch, upTo), events: events.length, upTo };
}

/**
 * Texts as the bytes of one. Joined as a text first, a frame of 200 KB leaves twice as much to be collected, while it waits
 * for its line itself.
 */
export function encoded(parts: readonly string[]): Buffer {
  let length = 0;
  for (const part of parts) length += Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) at += bytes.write(part, at);
  return bytes;
}
