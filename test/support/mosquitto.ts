/** The other broker of the tests: Mosquitto, at its usual port unless TEST_MQTT_URL names another. */
import { randomBytes } from 'node:crypto';
import { connectAsync } from 'mqtt';

export const mosquittoUrl = process.env['TEST_MQTT_URL'] ?? 'mqtt://127.0.0.1:1883';

/** Without an account; for a client of MillDash. */
export const brokerAddress = {
  url: mosquittoUrl,
  user: undefined,
  password: undefined,
  ca: undefined,
  packetBytesMax: 65_536,
};

/** Why its tests are skipped; undefined where it answers. With CI=true that is a failure. */
export const mosquittoProblem = await findProblem();

/** A name for topics, groups and clients that no other test has. */
export const uniqueName = (word: string) => `${word}-${randomBytes(6).toString('hex')}`;

async function findProblem(): Promise<string | undefined> {
  try {
    const client = await connectAsync(mosquittoUrl, { protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 20_000 });
    await client.endAsync();
    return undefined;
  } catch (error) {
    const problem = `no broker at ${mosquittoUrl} (${String(error)}); set TEST_MQTT_URL`;
    if (process.env['CI'] === 'true') throw new Error(`CI needs Mosquitto: ${problem}`, { cause: error });
    process.stderr.write(`\n*** Tests with another broker are SKIPPED: ${problem}\n\n`);
    return problem;
  }
}
