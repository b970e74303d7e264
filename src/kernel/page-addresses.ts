/**
 * The pages of the web interface that the server leads people to: the one list of them. A test holds each against the
 * routes of the web interface, which no code here can see.
 */

/** `$id` and the like stand for what is filled in, as in the routes of the web interface. */
const pagePaths = {
  ticket: '/tickets/$ticketId',
  machine: '/machines/$machineId',
  component: '/stores/components/$componentId',
  shiftReport: '/reports/shifts/$reportId',
  activation: '/activate/$uid/$token',
  password: '/reset-password/$uid/$token',
} as const;

export type LinkedPage = keyof typeof pagePaths;

export const linkedPages = Object.keys(pagePaths) as readonly LinkedPage[];

/** The path of a page, without the address of the installation. @param values what is filled in, in the order of the path */
export function pageAddress(page: LinkedPage, ...values: readonly (string | number)[]): string {
  let at = 0;
  return pagePaths[page].replace(/\$\w+/g, () => encodeURIComponent(values[at++] ?? ''));
}
