/** A page of `ListObjectsV2`: its XML → the objects. Pure. */
export interface Listing {
  readonly objects: readonly { readonly name: string; readonly savedAt: number }[];
  /** What the next page begins with; undefined on the last one. */
  readonly next: string | undefined;
}

/** Names of ours hold no character that XML writes in another way; what others put into the bucket is passed over. Undefined for what is no page of it. */
export function readListing(xml: string): Listing | undefined {
  if (!xml.includes('<ListBucketResult')) return undefined;
  const objects = Array.from(xml.matchAll(/<Contents>(.*?)<\/Contents>/gs), ([, content = '']) => ({
    name: textOf(content, 'Key') ?? '',
    savedAt: Date.parse(textOf(content, 'LastModified') ?? ''),
  }));
  const isCut = textOf(xml, 'IsTruncated') === 'true';
  return { objects: objects.filter(({ savedAt }) => !Number.isNaN(savedAt)), next: isCut ? nextOf(xml) : undefined };
}

function nextOf(xml: string): string | undefined {
  return textOf(xml, 'NextContinuationToken')
    ?.replaceAll('&#34;', '"')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
