/** A store that speaks S3, as far as MillDash asks: a real HTTP server with objects in memory, which checks signatures. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3Server {
  /** Variables of the environment that name it. */
  readonly environment: Readonly<Record<string, string>>;
  /** By their whole names. */
  readonly objects: Map<string, Buffer>;
  /** Of what was asked, failed attempts included: `PUT /factory/files/ab/…`. */
  readonly requests: string[];
  /** The next answers are failures with this status. */
  fail(status: number, times: number): void;
  /** The next contents end in their middle, with their connection. */
  breakOff(times: number): void;
  /** The next requests are taken and never answered. */
  keepSilent(times: number): void;
  close(): Promise<void>;
}

const BUCKET = 'factory';
const KEY_ID = 'AKIDTEST';
const SECRET = 'a-secret/of+the_store';
const REGION = 'eu-west-2';
const PAGE = 2;

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  let failing = { status: 500, times: 0 };
  let breaking = 0;
  let silent = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? '', 'http://store');
    requests.push(`${request.method} ${url.pathname}`);
    if (silent > 0) {
      silent--;
      return;
    }
    if (failing.times > 0) {
      failing.times--;
      response.writeHead(failing.status).end('<Error><Code>InternalError</Code></Error>');
      return;
    }
    const refusal = refusalOf(request, url, body);
    if (refusal !== undefined) {
      // of HEAD there is no body, and so no reason
      response.writeHead(refusal.status).end(request.method === 'HEAD' ? '' : refusal.xml);
      return;
    }
    const [, bucket, ...rest] = url.pathname.split('/');
    if (bucket !== BUCKET) response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
    else if (rest.join('/') === '') response.end(listing(url.searchParams));
    else serveObject(request, response, rest.join('/'), body);
  }

  function serveObject(request: IncomingMessage, response: ServerResponse, name: string, body: Buffer): void {
    const content = objects.get(name);
    if (request.method === 'PUT') {
      objects.set(name, body);
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(name);
      response.writeHead(204).end();
    } else if (content === undefined) {
      response.writeHead(404).end(request.method === 'HEAD' ? '' : '<Error><Code>NoSuchKey</Code></Error>');
    } else {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const part = first === undefined ? content : content.subarray(Number(first), Number(last) + 1);
      response.writeHead(first === undefined ? 200 : 206, { 'content-length': part.length });
      if (request.method === 'HEAD') response.end();
      else if (breaking > 0) {
        breaking--;
        response.write(part.subarray(0, part.length / 2), () => response.destroy());
      } else response.end(part);
    }
  }

  function listing(query: URLSearchParams): string {
    const names = [...objects.keys()].filter((name) => name.startsWith(query.get('prefix') ?? '')).sort();
    const begin = Number(query.get('continuation-token') ?? 0);
    const isCut = names.length > begin + PAGE;
    const contents = names
      .slice(begin, begin + PAGE)
      .map((name) => `<Contents><Key>${name}</Key><LastModified>${new Date().toISOString()}</LastModified></Contents>`);
    const next = isCut ? `<NextContinuationToken>${begin + PAGE}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`;
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      FILES_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      FILES_S3_BUCKET: BUCKET,
      FILES_S3_PREFIX: 'mill-1',
      FILES_S3_REGION: REGION,
      FILES_S3_ACCESS_KEY_ID: KEY_ID,
      FILES_S3_SECRET_ACCESS_KEY: SECRET,
    },
    objects,
    requests,
    fail(status, times) {
      failing = { status, times };
    },
    breakOff(times) {
      breaking = times;
    },
    keepSilent(times) {
      silent = times;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Signature version 4, worked out from what came and not from what was meant. Undefined: it is right. The words are those
 * of AWS and of OpenStack Swift, which repeat the id of the key and what should have been signed.
 */
function refusalOf(
  { method, headers }: IncomingMessage,
  url: URL,
  body: Buffer,
): { readonly status: number; readonly xml: string } | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/;
  const [, keyId, day = '', region = '', signed = '', signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
  const claimed = String(headers['x-amz-content-sha256']);
  const query = [...url.searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).sort();
  const names = signed.split(';');
  const canonical = [
    method,
    url.pathname,
    query.join('&'),
    ...names.map((name) => `${name}:${String(headers[name])}`),
    '',
    signed,
    claimed,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const sign = (key: string | Buffer, content: string) => createHmac('sha256', key).update(content).digest();
  const key = sign(sign(sign(sign(`AWS4${SECRET}`, day), region), 's3'), 'aws4_request');
  const isWhole = claimed === hash(body) && names.includes('x-amz-content-sha256') && names.includes('host');
  const refuse = (status: number, code: string, message: string, rest: string) => ({
    status,
    xml: `<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>${code}</Code><Message>${message}</Message>${rest}</Error>`,
  });
  const repeated = `<AWSAccessKeyId>${keyId}</AWSAccessKeyId>`;
  if (keyId !== KEY_ID) {
    return refuse(403, 'InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records.', repeated);
  }
  if (region !== REGION) {
    const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${REGION}'`;
    return refuse(400, 'AuthorizationHeaderMalformed', message, `<Region>${REGION}</Region>`);
  }
  if (isWhole && sign(key, text).toString('hex') === signature) return undefined;
  const message = 'The request signature we calculated does not match the signature you provided.';
  return refuse(403, 'SignatureDoesNotMatch', message, `${repeated}<StringToSign>${text}</StringToSign>`);
}
