/** How e-mail is sent, out of the variables of SMTP. */
import { resolve } from 'node:path';
import type { MailConfig } from './config.ts';
import type { Values } from './variables.ts';

const USUAL_PORTS = { starttls: 587, never: 587, always: 465 } as const;

/** Undefined: nobody is sent e-mail. */
export function mailOf(values: Values): MailConfig | undefined {
  const { SMTP_URL: address, SMTP_FROM: from } = values;
  const host = address?.host ?? values.SMTP_HOST;
  if (host === undefined || from === undefined) return undefined;
  const tls = address?.isTls === true ? 'always' : values.SMTP_TLS;
  return {
    host,
    port: address?.port ?? values.SMTP_PORT ?? USUAL_PORTS[tls],
    tls,
    caFile: values.SMTP_CA === undefined ? undefined : resolve(values.SMTP_CA),
    user: address?.user ?? values.SMTP_USER,
    password: address?.password ?? values.SMTP_PASSWORD,
    from,
  };
}
