/** Forms that are none, at the upload of status periods. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { columns, listPeriods, row } from './ingestion-fixture.ts';

const url = '/api/v1/ingestion/status-periods';
const part = (name: string, more = '') => `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;

onEachEngine('the upload of status periods', (under) => {
  test('refuses a form that has no boundary, breaks off, or has a part that is no file', async () => {
    const { app, signIn, services } = await startTestApp(under);
    const credentials = await signIn('ADMIN');
    const post = async (type: string, payload: string) => {
      const headers = { ...credentials, 'content-type': type };
      const answer = await app.inject({ method: 'POST', url, headers, payload });
      return `${answer.statusCode} ${answer.json().code}`;
    };
    const file = part('file', '; filename="a.csv"');
    const rows = `${columns}\n${row(0)}\n`;
    const typed = 'multipart/form-data; boundary=b';
    assert.equal(await post('multipart/form-data', `${file}${rows}\r\n--b--\r\n`), '400 body-malformed');
    assert.equal(await post(typed, `${part('colour')}red\r\n${file}${rows}\r\n--b--\r\n`), '422 upload-invalid');
    assert.equal(await post(typed, part('file')), '400 body-malformed');
    assert.deepEqual(await listPeriods(services.database), []);
    assert.equal(await post(typed, `${file}${rows}${'x'.repeat(1_000)}`), '400 body-malformed');
  });
});
