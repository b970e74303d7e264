/** Sends a form with files, tells how much of it is on its way, and gives up a line that is dead: `fetch` can neither. */
import { refusalOf, sendSignedIn } from './client.ts';
import { unreachable } from './problem.ts';

export interface UploadOptions {
  /** Told how much of it was sent, 0 to 1. */
  readonly onShare?: (share: number) => void;
  /** Of a deed that may be sent again: it is done once. */
  readonly key?: string;
  /**
   * It is given up when nothing of it was handed on for so long, or no answer has come: ms; absent: never. What was handed
   * on may still wait in this device.
   */
  readonly silenceMs?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @returns what the server answered @throws Problem */
export async function upload(path: string, form: FormData, options: UploadOptions = {}): Promise<unknown> {
  const { status, body } = await sendSignedIn(() => send(path, form, options));
  if (status >= 400) throw refusalOf(status, body);
  return body;
}

function send(path: string, form: FormData, { onShare, key, silenceMs }: UploadOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      if (silenceMs !== undefined) silence = setTimeout(() => request.abort(), silenceMs);
    };
    request.open('POST', path);
    request.responseType = 'json';
    if (key !== undefined) request.setRequestHeader('Idempotency-Key', key);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      heard();
      onShare?.(total === 0 ? 0 : loaded / total);
    });
    request.addEventListener('load', () => resolve({ status: request.status, body: request.response as unknown }));
    for (const end of ['error', 'abort']) request.addEventListener(end, () => reject(unreachable()));
    request.addEventListener('loadend', () => clearTimeout(silence));
    heard();
    request.send(form);
  });
}
