/** What the QR code on a machine's label holds: a name, since labels outlive addresses. */
const PREFIX = 'milldash:machine:';

/** The machine's id; undefined for a text that is no label of a machine. */
export function machineOfLabel(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.toLowerCase().startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(trimmed.slice(PREFIX.length)) || undefined;
  } catch {
    return undefined;
  }
}
