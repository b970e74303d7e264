/** What requests and answers about pictures on tickets look like. */
import { type Static, Type } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { closed, instantField, orNull, pageOf, textOrNull } from '../../../platform/http/index.ts';
import { TicketParams } from '../tickets/tickets.requests.schemas.ts';
import { imageLinks, person } from '../tickets/tickets.schemas.ts';
import { IMAGE_CAPTION_MAX } from './image-uploads.ts';
import type { TicketImageDetails } from './ticket-images.types.ts';

export const ImageAnswer = Type.Object(
  {
    ...imageLinks,
    media_type: Type.String({ description: 'Of the picture; thumbnails are WebP.', examples: ['image/jpeg'] }),
    size_bytes: Type.Integer({ description: 'Size of the picture in bytes.', examples: [482_113] }),
    width: Type.Integer({ description: 'In pixels, upright.', examples: [1_920] }),
    height: Type.Integer({ description: 'In pixels, upright.', examples: [2_560] }),
    uploaded_by: Type.Object(person, { description: 'Who uploaded it.' }),
    uploaded_at: instantField('When it was uploaded.'),
    lost_at: textOrNull(
      instantField(
        'Since when its content is not where it should be; null where it is. Restore the folder of pictures.',
      ),
    ),
  },
  { title: 'TicketImage' },
);
export const ImagesAnswer = pageOf(ImageAnswer);

export const ImageParams = Type.Object({
  ...TicketParams.properties,
  image_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of the picture.' }),
});

export const ImageCaptionBody = Type.Object(
  {
    caption: orNull(
      Type.String({
        maxLength: IMAGE_CAPTION_MAX,
        description: 'What it shows; null or empty: nothing is said.',
        examples: ['Oil under the coiler'],
      }),
    ),
  },
  { ...closed, title: 'TicketImageCaption' },
);

const file = { format: 'binary', description: 'A picture: JPEG, PNG, WebP, GIF, HEIC/AVIF.' } as const;

/** Read as a stream and checked there; the schema is for readers of the reference. */
export const ImagesUpload = Type.Object(
  {
    caption: Type.Optional(
      Type.String({
        maxLength: IMAGE_CAPTION_MAX,
        description: 'Of the file that comes after it; may be repeated, once before each file.',
        examples: ['Oil under the coiler'],
      }),
    ),
    file: Type.String(file),
  },
  { title: 'TicketImageUpload', additionalProperties: false },
);

export function imageToWire({ image, ...shown }: TicketImageDetails): Static<typeof ImageAnswer> {
  return {
    id: image.id,
    image_url: shown.imageUrl,
    thumbnail_url: shown.thumbnailUrl,
    caption: shown.caption,
    media_type: image.mediaType,
    size_bytes: image.sizeBytes,
    width: image.width,
    height: image.height,
    uploaded_by: image.uploadedBy,
    uploaded_at: formatInstant(image.uploadedAt),
    lost_at: formatOptionalInstant(image.lostAt),
  };
}
