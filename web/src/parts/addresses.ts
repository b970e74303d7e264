/** Addresses in rooms that other rooms point to: rooms do not know each other, their addresses they do. */
import { type LinkProps, linkOptions } from '@tanstack/react-router';

type Address = Pick<LinkProps, 'to' | 'params' | 'search'>;

function address(to: string, rest: { params?: Readonly<Record<string, string>>; search?: Readonly<object> }): Address {
  return { to, ...rest } as Address;
}

export const ticketAddress = (ticketId: number) => linkOptions({ to: '/tickets/$ticketId', params: { ticketId } });

/** A machine's page; with a stop, its timeline around it. */
export const machineAddress = (
  machineId: string,
  search: { readonly stop?: string; readonly until?: string } = {},
): Address => address('/machines/$machineId', { params: { machineId }, search });

/** The form of a new ticket, with the machine filled in. */
export const newTicketAddress = (machineId: string) =>
  linkOptions({ to: '/tickets/new', search: { machine: machineId } });

export const planAddress = (planId: number): Address =>
  address('/plans/$planId', { params: { planId: String(planId) } });

export const componentAddress = (componentId: number): Address =>
  address('/stores/components/$componentId', { params: { componentId: String(componentId) } });
