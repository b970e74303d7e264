/** Calls to addresses that people have typed: the front door. */
export { createAddressGuard, createHostGuard, isNetwork } from './addresses.ts';
export { AddressRefused, createOutbound, type Outbound, type OutboundAnswer } from './outbound.ts';
