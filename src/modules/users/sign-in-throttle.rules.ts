/** How sign-ins back off: pure arithmetic, so that its limits can be read and tested. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';

/** Nobody waits longer than this for the next try, however many have failed. */
export const BACK_OFF_MAX_MS = 15 * MINUTE_MS;
/** Failures are forgotten when none was added for this long. */
export const FAILURES_REMEMBERED_MS = 24 * HOUR_MS;
/** Failures before the first pause: of one account, and of one address, behind which a whole factory may sit. */
export const FREE_FAILURES = { account: 5, pair: 5, address: 50, change: 5 } as const;

export type ThrottleKind = keyof typeof FREE_FAILURES;

/** 2, 4, 8 … seconds after the free failures, {@link BACK_OFF_MAX_MS} at most. */
export function backOffMs(kind: ThrottleKind, failures: number): number {
  const beyond = failures - FREE_FAILURES[kind];
  return beyond < 0 ? 0 : Math.min(BACK_OFF_MAX_MS, SECOND_MS * 2 ** Math.min(beyond + 1, 20));
}

/** The address that is counted: of IPv6 the /64, because one machine owns that many addresses. */
export function countedAddress(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const first = head.split(':').filter((group) => group !== '');
  const last = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
