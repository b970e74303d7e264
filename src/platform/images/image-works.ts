/**
 * Pictures made fit to be kept, by a process of its own.
 *
 * The process is started with the first picture and ended when none has come for a while: what decoding takes of memory
 * goes back to the system, and a decoder that crashes or hangs ends alone. Pictures go through one at a time, in turns
 * that go round those who send some: nobody's heap keeps the others waiting.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { FairTurns } from '../../kernel/fair-turns.ts';
import { picked } from '../../kernel/named-fields.ts';
import type { Logger } from '../logging/index.ts';
import type { DecoderAnswer, DecoderRequest, ImageLimits, PreparedImage } from './decoder-messages.ts';
import { imageFormatNames, imageFormatOf } from './image-formats.ts';

export interface ImageWorks {
  /**
   * Turned upright, in sRGB, without metadata, not larger than the limits say, with a thumbnail.
   *
   * JPEG, PNG and WebP stay what they are; the first picture of a GIF becomes a PNG, HEIF a JPEG.
   *
   * @param sender whose turn it takes: the same text for the same sender
   * @param read called when it is this picture's turn, so that those that wait take no memory
   * @throws upload-invalid for what is no picture of the formats that are taken, is damaged, or beyond the limits;
   *   rate-limited where the sender has too many waiting, server-busy where all have or the turn does not come,
   *   decoder-failed where that is our fault
   */
  prepare(sender: string, read: () => Promise<Buffer>, limits: ImageLimits): Promise<PreparedImage>;
  /** A drawing of our own as PNG: SVG of strangers is never drawn. */
  draw(svg: string): Promise<Buffer>;
  /** Ends the process, whatever it does. The next picture starts another. */
  close(): void;
}

export interface ImageWorksOptions {
  readonly log: Logger;
  /** How long the process waits for the next picture. Default 30 s. */
  readonly idleMs?: number;
  /** How long one picture may take, whatever the decoder thinks of it. Default 30 s. */
  readonly answerMs?: number;
  /** How long a picture waits for its turn. Default 60 s. */
  readonly waitMs?: number;
}

/** Pictures that wait, of all senders; their files are on the disk. */
const WAITING_MAX = 100;
/** Of one sender: old pages send each of ten photos by a request of its own. */
const WAITING_EACH_MAX = 10;
/** Until those that wait are fewer. */
const RETRY_AFTER_SECONDS = 10;
/** What a program needs to start at all; nothing else of our environment, which holds secrets. */
const handedOn = ['PATH', 'SystemRoot', 'LD_LIBRARY_PATH'] as const;

export function createImageWorks(options: ImageWorksOptions): ImageWorks {
  const { log, idleMs = 30 * SECOND_MS, answerMs = 30 * SECOND_MS, waitMs = 60 * SECOND_MS } = options;
  const turns = new FairTurns({ waiting: WAITING_MAX, waitingEach: WAITING_EACH_MAX, waitMs, refusal: noTurn });
  let decoder: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): ChildProcess {
    const started = fork(decoderFile(), [], {
      env: { MALLOC_ARENA_MAX: '2', ...picked(process.env, handedOn, (value) => value !== undefined) },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // a server that stops does not wait for it
    started.unref();
    started.channel?.unref();
    started.once('exit', () => {
      if (decoder === started) decoder = undefined;
    });
    // also where nobody waits for an answer: without a listener it would end the server
    started.on('error', (err) => log.error({ err }, 'The process that decodes pictures has trouble'));
    log.debug({ payload: { pid: started.pid } }, 'The process that decodes pictures starts');
    return started;
  }

  function end(): void {
    decoder?.kill('SIGKILL');
    decoder = undefined;
  }

  async function ask(request: DecoderRequest): Promise<DecoderAnswer> {
    clearTimeout(idle);
    decoder ??= start();
    const asked = decoder;
    // somebody waits for it now
    asked.ref();
    asked.channel?.ref();
    try {
      return await answerOf(asked, request, answerMs);
    } catch (error) {
      end();
      throw error;
    } finally {
      asked.unref();
      asked.channel?.unref();
      idle = setTimeout(end, idleMs).unref();
    }
  }

  /** What is no fault of the picture, as far as anybody knows. */
  function failed(cause: unknown): DomainError {
    log.error({ err: cause }, 'The process that decodes pictures failed; the picture is not taken');
    return new DomainError(
      'decoder-failed',
      'The picture could not be decoded because of a failure here. Try again in a moment; where it happens again, send it smaller or as JPEG.',
      { retry_after_seconds: RETRY_AFTER_SECONDS },
      { cause },
    );
  }

  return {
    prepare: (sender, read, limits) =>
      turns.run(sender, async () => {
        const bytes = await read();
        const format = imageFormatOf(bytes);
        if (format === undefined) throw unknownFormat();
        const answer = await ask({ kind: 'prepare', bytes, format, limits }).catch((error: unknown) => {
          throw failed(error);
        });
        if (answer.outcome === 'prepared') return { picture: answer.picture, thumbnail: answer.thumbnail };
        if (answer.outcome === 'failed') {
          // what broke down once may be broken for good
          end();
          throw failed(answer.problem);
        }
        throw refusalOf(answer, format === 'heif', limits);
      }),
    draw: (svg) =>
      turns.run('', async () => {
        const answer = await ask({ kind: 'draw', svg });
        if (answer.outcome !== 'drawn') throw new Error(`The drawing cannot be drawn: ${JSON.stringify(answer)}`);
        return Buffer.from(answer.png);
      }),
    close() {
      clearTimeout(idle);
      end();
    },
  };
}

/** @throws where the process ends, or does not answer in time */
async function answerOf(decoder: ChildProcess, request: DecoderRequest, limitMs: number): Promise<DecoderAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<DecoderAnswer>();
  const onMessage = (message: unknown) => resolve(message as DecoderAnswer);
  const onEnd = (code: number | null, signal: string | null) => reject(new Error(`It ended with ${code ?? signal}`));
  const timer = setTimeout(() => reject(new Error(`No answer within ${limitMs} ms`)), limitMs);
  decoder.once('message', onMessage).once('exit', onEnd).once('error', reject);
  try {
    decoder.send(request, (error) => error !== null && reject(error));
    return await promise;
  } finally {
    clearTimeout(timer);
    decoder.off('message', onMessage).off('exit', onEnd).off('error', reject);
  }
}

/** From source it stands beside this file, in a build beside the bundle. */
function decoderFile(): string {
  const here = fileURLToPath(import.meta.url);
  return join(dirname(here), here.endsWith('.ts') ? 'decoder.ts' : 'image-decoder.js');
}

const noTurnCodes = { own: 'rate-limited', all: 'server-busy', late: 'server-busy' } as const;
const noTurnDetails = {
  own: `You have ${WAITING_EACH_MAX} pictures waiting to be taken in already. Send this one when they are there.`,
  all: 'Too many pictures are waiting to be taken in at this moment. Try again in a moment.',
  late: 'The picture waited too long for its turn: others are being taken in. Try again in a moment.',
} as const;

function noTurn(why: keyof typeof noTurnCodes): DomainError {
  return new DomainError(noTurnCodes[why], noTurnDetails[why], { retry_after_seconds: RETRY_AFTER_SECONDS });
}

export function unknownFormat(): DomainError {
  const allowed = imageFormatNames.join(', ');
  return new DomainError(
    'upload-invalid',
    `The file is no picture that is taken here. Allowed, by what the file holds and not by its name: ${allowed}.`,
    { allowed: imageFormatNames },
  );
}

function damaged(cause: unknown): DomainError {
  return new DomainError('upload-invalid', 'The picture is damaged: it cannot be decoded to its end.', {}, { cause });
}

function refusalOf(answer: DecoderAnswer, heif: boolean, { pixelsMax, framesMax }: ImageLimits): DomainError {
  if (answer.outcome === 'too-many-pixels') {
    const { width, height } = answer;
    const detail = `The picture has ${width} × ${height} pixels; allowed are ${pixelsMax} in all.`;
    return new DomainError('upload-invalid', detail, { allowed_pixels: pixelsMax });
  }
  if (answer.outcome === 'too-many-frames') {
    const detail = `The file holds ${answer.frames} pictures; allowed are ${framesMax}, of which the first is kept.`;
    return new DomainError('upload-invalid', detail, { allowed_frames: framesMax });
  }
  if (!heif) return damaged(answer);
  return new DomainError(
    'upload-invalid',
    'This HEIC picture cannot be decoded here. Send it as JPEG: phones do by themselves where the camera is set to the most compatible format.',
    { allowed: ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF'] },
    { cause: answer },
  );
}
