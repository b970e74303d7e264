/** Why no TLS came about, told by the codes of Node's and OpenSSL's errors. Pure. */

const CERTIFICATE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|ERR_TLS_CERT)/;
const NO_TLS = /^(ERR_SSL_|EPROTO)/;

/** `certificate`: nobody whom we trust has signed it, or for another name or time. `no TLS`: what answers speaks none. */
export function tlsFailureOf(code: unknown): 'certificate' | 'no TLS' | undefined {
  if (typeof code !== 'string') return undefined;
  if (CERTIFICATE.test(code)) return 'certificate';
  return NO_TLS.test(code) ? 'no TLS' : undefined;
}
