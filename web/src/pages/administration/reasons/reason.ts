import type { Item } from '../../../api/types.ts';

export type Reason = Item<'/api/v1/reasons'>;
export type ReasonGroup = Reason['group'];

export const reasonGroups = ['maintenance', 'planned', 'operator', 'micro', 'other'] as const;
