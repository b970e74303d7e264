/** Opening the camera, and why it could not be. */

/** `refused` by who was asked or by the browser, `none` there, or `busy` for somebody else. */
export type CameraTrouble = 'refused' | 'none' | 'busy';

const troubles: Readonly<Record<string, CameraTrouble>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

/** Browsers lend it to pages over https alone, and to those of the device itself. */
export function hasCameras(): boolean {
  return navigator.mediaDevices !== undefined;
}

/** The one at the back where there are two. @throws what {@link troubleOf} explains */
export function openCamera(): Promise<MediaStream> {
  const sharp = { width: { ideal: 1_280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', ...sharp } });
}

export function troubleOf(error: unknown): CameraTrouble {
  return (error instanceof DOMException && troubles[error.name]) || 'busy';
}
