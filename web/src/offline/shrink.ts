/** Makes photos small enough for a poor line: the server keeps no more of them either. */

/** Pixels of the longer side, as the server's setting `images.edge_max_pixels` has it unless it was changed. */
const EDGE_MAX = 2_560;
const QUALITY = 0.85;
/** What is smaller is sent as it is. */
const BYTES_MIN = 700 * 1024;

/** The photo, smaller where this browser can make it so, else as it is: the server says what it does not take. */
export async function shrink(file: File): Promise<Blob> {
  if (file.size < BYTES_MIN) return file;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) return file;
  const scale = Math.min(1, EDGE_MAX / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const smaller = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return smaller !== null && smaller.size < file.size ? smaller : file;
}
