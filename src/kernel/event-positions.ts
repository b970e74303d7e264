/** Places in the stream of events as readers give them back: `<epoch>:<sequence>`. */

export function formatPosition(epoch: string, sequence: number): string {
  return `${epoch}:${sequence}`;
}
