/**
 * What reads codes out of pictures: the browser where it can, else our own reader, which is fetched when it is first needed.
 *
 * Chrome on Android and macOS reads QR codes and the bars of suppliers; no other browser reads anything by itself.
 */
export interface CodeReader {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

/** No browser's types know it yet. */
interface BrowsersReader {
  new (options: { readonly formats: readonly string[] }): CodeReader;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** On labels of ours, and on boxes of suppliers. */
const wantedFormats = ['qr_code', 'data_matrix', 'code_128', 'code_39', 'ean_13', 'ean_8', 'itf', 'upc_a'];

async function browsersReader(): Promise<CodeReader | undefined> {
  const { BarcodeDetector: Reader } = globalThis as { BarcodeDetector?: BrowsersReader };
  // some have it and can do nothing
  const known = (await Reader?.getSupportedFormats().catch(() => [])) ?? [];
  const formats = wantedFormats.filter((format) => known.includes(format));
  return Reader !== undefined && formats.includes('qr_code') ? new Reader({ formats }) : undefined;
}

/** @throws where our own reader cannot be fetched */
export async function openCodeReader(): Promise<CodeReader> {
  const browsers = await browsersReader();
  if (browsers !== undefined) return browsers;
  const { BarcodeDetector: OwnReader } = await import('qr/decode.js');
  return new OwnReader({ formats: ['qr_code'] });
}
