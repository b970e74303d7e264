/** Sends a form with files, and tells how much of it is on its way: `fetch` cannot. */
import { sendSignedIn } from './client.ts';
import { problemOf, unreachable } from './problem.ts';

/** @param onShare of what was sent, 0 to 1 @returns what the server answered @throws Problem */
export async function upload(path: string, form: FormData, onShare: (share: number) => void): Promise<unknown> {
  const { status, body } = await sendSignedIn(() => send(path, form, onShare));
  if (status >= 400) throw problemOf(status, body);
  return body;
}

function send(
  path: string,
  form: FormData,
  onShare: (share: number) => void,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => resolve({ status: request.status, body: request.response as unknown }));
    request.addEventListener('error', () => reject(unreachable()));
    request.send(form);
  });
}
