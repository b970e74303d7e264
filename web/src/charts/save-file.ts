/** Long enough for a browser to have begun to save it. */
const KEPT_MS = 10_000;

/** Lets the browser save what the page has made. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
