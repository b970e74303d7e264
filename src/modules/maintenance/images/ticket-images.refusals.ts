/** Refusals that several use cases of pictures on tickets share. */
import { DomainError } from '../../../kernel/errors.ts';

export function noSuchPicture(ticketId: number, imageId: number): DomainError {
  return new DomainError('image-not-found', `Ticket ${ticketId} has no picture ${imageId}.`);
}
