/** What a question about time says: the window, whose time, which part of it, and how to group it. */

import type { IsoWeekday } from '../shifts/shift-instances.rules.ts';
import type { Grouping } from './accounting.rules.ts';

export interface TimeQuestion {
  readonly fromMs: number;
  /** Not after now: whoever asks cuts the future off. */
  readonly toMs: number;
  readonly machineIds: readonly string[];
  readonly shift?: string | undefined;
  /** Of the production day. */
  readonly weekday?: IsoWeekday | undefined;
  readonly groupBy?: Grouping | undefined;
  /** False spares the sums per reason; all time then has alias 0. */
  readonly withReasons: boolean;
}
