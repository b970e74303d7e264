/** Screens that follow live events: many sockets in this process, which look at no more than is measured. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Screen {
  readonly socket: WebSocket;
  /** Called with each message; replaced by who measures. */
  onFrame: (bytes: Buffer) => void;
}

/** Sockets that are opened at once. */
const OPENED_AT_ONCE = 50;

/** @param url `http://…` with the whole address @param ready begins the message behind which a screen is live */
export async function openScreens(
  amount: number,
  url: string,
  { headers = {}, ready }: { readonly headers?: Readonly<Record<string, string>>; readonly ready?: string } = {},
): Promise<Screen[]> {
  const screens: Screen[] = [];
  while (screens.length < amount) {
    const some = Array.from({ length: Math.min(OPENED_AT_ONCE, amount - screens.length) }, () =>
      openScreen(url, headers, ready),
    );
    screens.push(...(await Promise.all(some)));
  }
  return screens;
}

async function openScreen(url: string, headers: Readonly<Record<string, string>>, ready?: string): Promise<Screen> {
  const protocols = ready === undefined ? [] : ['milldash.v1'];
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, { headers, perMessageDeflate: false });
  const live = Promise.withResolvers<void>();
  const screen: Screen = {
    socket,
    onFrame(bytes) {
      if (ready !== undefined && bytes.includes(ready)) live.resolve();
    },
  };
  socket.on('message', (bytes: Buffer) => screen.onFrame(bytes));
  await once(socket, 'open');
  if (ready !== undefined) await live.promise;
  return screen;
}

export function closeScreens(screens: readonly Screen[]): void {
  for (const { socket } of screens) socket.terminate();
}

/** Resolves when each screen has had as many more messages. */
export function untilEachHasHad(screens: readonly Screen[], messages: number): Promise<void> {
  return new Promise((resolve) => {
    let missing = screens.length * messages;
    for (const screen of screens) {
      let left = messages;
      screen.onFrame = () => {
        if (left-- > 0 && --missing === 0) resolve();
      };
    }
  });
}
