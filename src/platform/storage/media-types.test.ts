import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentDisposition, isShownInPlace, mediaTypeOf } from './media-types.ts';

test('a file is what its first bytes say, whatever it is called', () => {
  assert.equal(mediaTypeOf(Buffer.from('89504e470d0a1a0a0000', 'hex')), 'image/png');
  assert.equal(mediaTypeOf(Buffer.from('ffd8ffe0', 'hex')), 'image/jpeg');
  assert.equal(mediaTypeOf(Buffer.from('GIF89a…')), 'image/gif');
  assert.equal(mediaTypeOf(Buffer.from('RIFF\x01\x02\x03\x04WEBPVP8 ', 'latin1')), 'image/webp');
  assert.equal(mediaTypeOf(Buffer.from('%PDF-1.7')), 'application/pdf');
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg">', '<html>', '', 'RIFF1234WAVE', 'hello']) {
    assert.equal(mediaTypeOf(Buffer.from(text)), 'application/octet-stream', text);
  }
});

test('only pictures are shown in place', () => {
  assert.ok(isShownInPlace('image/png'));
  for (const type of ['application/pdf', 'image/svg+xml', 'text/html', 'application/octet-stream']) {
    assert.equal(isShownInPlace(type), false);
  }
});

test('a name cannot leave its header or become another parameter', () => {
  assert.equal(
    contentDisposition('a"b;\r\nSet-Cookie: x=1.png', 'image/png'),
    `inline; filename="a_b___Set-Cookie: x=1.png"; filename*=UTF-8''a%22b%3B%0D%0ASet-Cookie%3A%20x%3D1.png`,
  );
  assert.equal(
    contentDisposition("Säge '1'.pdf", 'application/pdf'),
    `attachment; filename="S_ge '1'.pdf"; filename*=UTF-8''S%C3%A4ge%20%271%27.pdf`,
  );
});
