/**
 * A connection that cannot make the broker grow: what comes in is looked at packet by packet, and who does not read what
 * goes out is cut off.
 *
 * The broker waits for a slow reader before it goes on, and everybody behind it with it; so a write never says that it
 * waits, and a reader that is too far behind is gone.
 */
import type { Socket } from 'node:net';
import { PacketScanner } from './packet-scanner.ts';

export interface ConnectionLimits {
  readonly packetBytesMax: number;
  /** Bytes that wait for the other side to read. */
  readonly unreadBytesMax: number;
}

/** @param onCut told once, with a reason for the log */
export function guardConnection(socket: Socket, limits: ConnectionLimits, onCut: (reason: string) => void): void {
  const scanner = new PacketScanner(limits.packetBytesMax);
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let cut = false;

  function end(reason: string, answer?: Buffer): void {
    if (cut) return;
    cut = true;
    onCut(reason);
    if (answer === undefined) socket.destroy();
    else socket.end(answer, () => socket.destroy());
  }

  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size) as Buffer | null;
    if (cut || chunk === null) return null;
    const fault = scanner.scan(chunk);
    if (fault === undefined) return chunk;
    end(fault.reason, fault.answer);
    return null;
  };
  socket.write = (...args: unknown[]): boolean => {
    if (cut) return true;
    write(...args);
    if (socket.writableLength > limits.unreadBytesMax) {
      end(`More than ${limits.unreadBytesMax} bytes were not read by the other side`);
    }
    return true;
  };
}
