/** Whether FourJaw answers, accepts the key, and has the same time. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { type Clock, MINUTE_MS } from '../../kernel/clock.ts';
import { realTiming, tryFourJaw } from '../../modules/fourjaw/index.ts';
import { type Finding, ok, warn } from './finding.ts';

/** A clock that is further off shows stops at the wrong time. */
const SKEW_MAX_MS = MINUTE_MS;

/** Nothing where FourJaw is not asked for anything. */
export async function checkFourJaw({ fourjaw }: ConfigWithoutKey, clock: Clock): Promise<Finding[]> {
  if (fourjaw === undefined) return [];
  const { failure, isKeyRefused, skewMs } = await tryFourJaw(fourjaw, realTiming(clock));
  if (failure !== null) {
    const advice = isKeyRefused ? 'Check FOURJAW_API_KEY.' : 'Check FOURJAW_BASE_URL, the paths and the firewall.';
    return [warn('fourjaw', `${fourjaw.baseUrl} was asked in vain: ${failure}.`, advice)];
  }
  if (skewMs !== null && Math.abs(skewMs) > SKEW_MAX_MS) {
    const off = Math.round(Math.abs(skewMs) / 1_000);
    const message = `${fourjaw.baseUrl} answers, but its clock is ${off} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours.`;
    return [warn('fourjaw', message, 'Compare both with a time server: timedatectl status.')];
  }
  return [ok('fourjaw', `${fourjaw.baseUrl} answers and accepts the key.`)];
}
