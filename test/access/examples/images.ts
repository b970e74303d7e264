/** Example requests of pictures on tickets. */
import { pictureForm } from '../../support/pictures.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

/** A ticket and the caller's picture on it. */
async function pictured(given: Given) {
  const id = await given.ticket();
  const { items } = await given.uploaded(`/api/v1/tickets/${id}/images`, await pictureForm());
  return { id, image: items[0] };
}

const programsNeed = { scope: 'tickets:manage', because: 'only people have pictures of their own' } as const;

export const imagesExamples: Examples = {
  'GET /api/v1/tickets/:id/images': async (given) => ({ params: { id: (await pictured(given)).id } }),
  'POST /api/v1/tickets/:id/images': async (given) => ({
    params: { id: await given.ticket() },
    form: await pictureForm(),
  }),
  'POST /api/v1/tickets/:id/upload-image': async (given) => ({
    params: { id: await given.ticket() },
    form: await pictureForm(),
  }),
  'PATCH /api/v1/tickets/:id/images/:image_id': async (given) => {
    const { id, image } = await pictured(given);
    return { params: { id, image_id: image.id }, body: { caption: 'Oil under the coiler' }, programsNeed };
  },
  'DELETE /api/v1/tickets/:id/images/:image_id': async (given) => {
    const { id, image } = await pictured(given);
    return { params: { id, image_id: image.id }, programsNeed };
  },
  // without the signature, which needs no permission
  'GET /uploads/ticket_images/:file': async (given) => {
    const { pathname } = new URL((await pictured(given)).image.image_url, 'http://localhost/');
    return { params: { file: decodeURIComponent(pathname.split('/').at(-1) ?? '') } };
  },
};
