import { contentOf, POST } from '../../api/client.ts';
import type { Booking, Movement } from './bookings.ts';

/** Books it. @returns the movements that it made */
export async function sendBooking(componentId: number, { verb, body }: Booking, key: string): Promise<Movement[]> {
  const params = { path: { id: componentId }, header: { 'Idempotency-Key': key } };
  switch (verb) {
    case 'receive':
      return (await contentOf(POST('/api/v1/inventory/components/{id}/receive', { params, body }))).items;
    case 'issue':
      return (await contentOf(POST('/api/v1/inventory/components/{id}/issue', { params, body }))).items;
    case 'return':
      return (await contentOf(POST('/api/v1/inventory/components/{id}/return', { params, body }))).items;
    case 'transfer':
      return (await contentOf(POST('/api/v1/inventory/components/{id}/transfer', { params, body }))).items;
    case 'adjust':
      return (await contentOf(POST('/api/v1/inventory/components/{id}/adjust', { params, body }))).items;
  }
}
