/** What hangs on a ticket, as the parts of its page hand it on. */
import type { Item } from '../../api/types.ts';

/** An item of its checklist. */
export type Check = Item<'/api/v1/tickets/{id}/checklist'>;
/** What is answered to one: a value with a note, or a photo. */
export type Finding = { readonly value: boolean | number | string | null; readonly note?: string } | File;
export type Picture = Item<'/api/v1/tickets/{id}/images'>;
