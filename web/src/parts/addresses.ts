/** Addresses in rooms that other rooms point to: rooms do not know each other, their addresses they do. */
import { linkOptions } from '@tanstack/react-router';

export const ticketAddress = (ticketId: number) => linkOptions({ to: '/tickets/$ticketId', params: { ticketId } });

/** A machine's page; with a stop, its timeline around it. */
export const machineAddress = (machineId: string, search: { readonly stop?: string; readonly until?: string } = {}) =>
  linkOptions({ to: '/machines/$machineId', params: { machineId }, search });

/** The form of a new ticket, with the machine filled in. */
export const newTicketAddress = (machineId: string) =>
  linkOptions({ to: '/tickets/new', search: { machine: machineId } });

export const planAddress = (planId: number) =>
  linkOptions({ to: '/plans/$planId', params: { planId: String(planId) } });

export const componentAddress = (componentId: number) =>
  linkOptions({ to: '/stores/components/$componentId', params: { componentId: String(componentId) } });
