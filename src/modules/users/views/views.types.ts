/** Filters of a page that people have given a name. */
import type { Actor } from '../../../kernel/access.ts';
import type { Page } from '../../../kernel/paging.ts';

export interface SavedView {
  readonly id: number;
  readonly ownerId: number;
  readonly ownerName: string;
  /** Which page of the interface it is of. */
  readonly page: string;
  readonly name: string;
  /** What the page makes of it is its own affair: usually the query of its address. */
  readonly query: string;
  /** Whether others see it. */
  readonly shared: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ViewDetails = Pick<SavedView, 'name' | 'query' | 'shared'>;
export type NewView = ViewDetails & Pick<SavedView, 'page'>;

export interface ViewFilter {
  /** Absent: of all pages. */
  readonly page?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface SavedViews {
  /** One's own and those that others share, in the order in which they were made. @throws cursor-invalid */
  listViews(actor: Actor, filter: ViewFilter): Promise<Page<SavedView>>;
  /**
   * @param key of a request that may be sent again
   * @throws name-taken among one's own of the page, limit-reached, validation-failed, idempotency-key-reused
   */
  createView(actor: Actor, wanted: NewView, key?: string): Promise<SavedView>;
  /**
   * With what is already so nothing happens.
   * @throws view-not-found, name-taken, version-conflict, validation-failed, forbidden for what somebody else shares
   */
  changeView(actor: Actor, id: number, changes: Partial<ViewDetails>, version?: number): Promise<SavedView>;
  /** @throws view-not-found, version-conflict, forbidden for what somebody else shares */
  deleteView(actor: Actor, id: number, version?: number): Promise<void>;
}
