/** Files of TLS that variables name: read, and what is wrong with them said in words of those variables. */
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** @throws Error that names the variable, and what to give */
export async function readPem(variable: 'MQTT_TLS_CERT' | 'MQTT_TLS_KEY' | 'MQTT_CA', file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`${variable} names a file that cannot be read: ${why}. Give a PEM file that MillDash may read.`, {
      cause: error,
    });
  }
}

/** The certificate and key of our broker. @throws Error that names the variables, also where one is not of the other */
export async function readOwnCertificate(certificateFile: string, keyFile: string) {
  const cert = await readPem('MQTT_TLS_CERT', certificateFile);
  const key = await readPem('MQTT_TLS_KEY', keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(
      `MQTT_TLS_CERT and MQTT_TLS_KEY cannot be used: ${why}. Give a certificate and the private key that it was made for, without a passphrase, both in PEM.`,
      { cause: error },
    );
  }
  return { cert, key };
}
