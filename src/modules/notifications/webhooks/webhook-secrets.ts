/**
 * The secrets of webhooks: made here, shown once, kept encrypted with a key that is derived from SECRET_KEY, because
 * signing needs them as they are.
 */
import { randomBytes } from 'node:crypto';
import { deriveKey } from '../../../kernel/keys.ts';
import { createTextSealer } from '../../../kernel/sealed-texts.ts';
import type { SealedWebhook } from './webhooks.types.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** More of them would make the header of signatures ever longer; who changes the secret so often needs none of the first. */
const OLD_SECRETS_MAX = 3;
const BETWEEN = ' ';

type OldSecrets = Pick<SealedWebhook, 'oldSecret' | 'oldSecretUntil'>;

/**
 * The secrets before the next one, as they are kept: also the one before the last change where its day is not over, since
 * receivers may still go by it. All of them then sign for as long as the newest.
 */
export function oldSecretsAfter(webhook: OldSecrets & Pick<SealedWebhook, 'secret'>, nowMs: number): string {
  return [webhook.secret, ...oldSecretsAt(webhook, nowMs)].slice(0, OLD_SECRETS_MAX).join(BETWEEN);
}

/** Those that sign too, sealed, the newest first. */
function oldSecretsAt({ oldSecret, oldSecretUntil }: OldSecrets, nowMs: number): string[] {
  return oldSecret === null || nowMs >= (oldSecretUntil ?? 0) ? [] : oldSecret.split(BETWEEN);
}

export interface WebhookSecrets {
  /** `whsec_…`, 256 random bits in base64. */
  make(): string;
  seal(webhookId: string, secret: string): string;
  /**
   * The keys that sign now, the newest first: those before too for a day after a change.
   *
   * Undefined where the newest cannot be read: SECRET_KEY is another one than when it was stored.
   */
  keysOf(
    webhook: Pick<SealedWebhook, 'id' | 'secret' | 'oldSecret' | 'oldSecretUntil'>,
    nowMs: number,
  ): Buffer[] | undefined;
}

export function createWebhookSecrets(secretKey: string): WebhookSecrets {
  const sealer = createTextSealer(deriveKey(secretKey, 'webhook-secret'));
  const ownerOf = (webhookId: string) => `webhook ${webhookId}`;
  const keyOf = (webhookId: string, sealed: string) => {
    const secret = sealer.open(sealed, ownerOf(webhookId));
    return secret === undefined ? undefined : Buffer.from(secret.slice(PREFIX.length), 'base64');
  };

  return {
    make: () => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`,
    seal: (webhookId, secret) => sealer.seal(secret, ownerOf(webhookId)),
    keysOf({ id, secret, oldSecret, oldSecretUntil }, nowMs) {
      const newest = keyOf(id, secret);
      if (newest === undefined) return undefined;
      const older = oldSecretsAt({ oldSecret, oldSecretUntil }, nowMs);
      return [newest, ...older.flatMap((sealed) => keyOf(id, sealed) ?? [])];
    },
  };
}
