/** A device that cannot sign in leaves one line in the log of the whole process, in plain words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync, type IClientOptions } from 'mqtt';
import { createMessaging } from '../../../src/app/messaging.ts';
import { startTestApp } from '../../support/app.ts';
import { onEngine } from '../../support/engines.ts';
import { clientOf } from '../../support/http-client.ts';

onEngine('sqlite', 'refused sign-ins of devices', (under) => {
  test('leave one line each, which says what is wrong', async () => {
    const started = await startTestApp(under, { environment: { MQTT_EMBEDDED: 'true', MQTT_PORT: '0' } });
    const messaging = createMessaging(started.config, started.services);
    await messaging.start();
    under.atEnd(() => messaging.stop());
    const [url = ''] = messaging.state().addresses;
    const admin = clientOf(started.app, await started.signIn('ADMIN'));
    const { body: key } = await admin('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
    const refused = async (credentials: IClientOptions): Promise<string> => {
      const before = started.lines.length;
      const options = { protocolVersion: 4, reconnectPeriod: 0, clientId: 'plc-7', ...credentials } as const;
      await assert.rejects(connectAsync(url, options));
      const lines = started.lines.slice(before).filter((line) => line.includes('127.0.0.1'));
      assert.equal(lines.length, 1, lines.join('\n'));
      return lines[0] ?? '';
    };
    assert.match(await refused({}), /not let in: It gave no user and no key \(/);
    const wrong = /not let in: The password is no API key, or one that is revoked or has expired \(/;
    assert.match(await refused({ username: String(key.id), password: 'mdk_1_x' }), wrong);
    const other = /not let in: The user name is not the id of the API key that is the password \(/;
    assert.match(await refused({ username: 'somebody', password: key.key }), other);
  });
});
