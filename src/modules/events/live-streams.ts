/** A stream of server-sent events: one subscription, for as long as the line holds. */
import { type Actor, hiddenTopics } from '../../kernel/access.ts';
import type { Connection, Realtime } from '../../platform/realtime/index.ts';
import type { LiveFilter } from './live-filter.rules.ts';
import { callerOf } from './live-readers.ts';
import { placeBlock, streamView } from './live-views.ts';
import type { Position } from './positions.rules.ts';

export interface AskedStream {
  readonly filter: LiveFilter;
  /** Known to be readable. */
  readonly position: Position | undefined;
  /** Ends behind what is there now. */
  readonly untilHead: boolean;
}

export function followInStream({ fanOut }: Realtime, connection: Connection, actor: Actor, asked: AskedStream): void {
  const { outlet } = connection;
  const follower = fanOut.follow({
    view: streamView(asked.filter, hiddenTopics(actor)),
    outlet,
    after: asked.position?.sequence,
    owner: String(connection.id),
    caller: callerOf(actor),
    onLive() {
      outlet.send(Buffer.from(placeBlock(fanOut.epoch, follower.cursor)));
      if (asked.untilHead) connection.end('done', 'This is all that is there.');
    },
    onEnd: (ending) =>
      connection.end(
        ending,
        ending === 'out-of-range'
          ? 'Events behind the last position are not kept any more: read the present state first.'
          : 'The events cannot be read just now.',
      ),
  });
  let toldCursor = follower.cursor;
  connection.countEvents = () => follower.eventsSent;
  connection.onPing = () => {
    if (!follower.isLive || follower.cursor === toldCursor) return;
    toldCursor = follower.cursor;
    outlet.send(Buffer.from(placeBlock(fanOut.epoch, toldCursor)));
  };
  connection.onActorChanged = (changed) => follower.changeView(streamView(asked.filter, hiddenTopics(changed)));
  connection.onClosed = () => follower.end();
}
