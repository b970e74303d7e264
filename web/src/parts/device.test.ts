import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceOf } from './device.ts';

test('a device is called what its user calls it', () => {
  const chrome =
    'Mozilla/5.0 (Linux; Android 15; SM-T636B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  assert.equal(deviceOf(chrome), 'Chrome, Android');
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';
  assert.equal(deviceOf(safari), 'Safari, iPhone');
  assert.equal(deviceOf(`${chrome} Edg/156.0`), 'Edge, Android');
});

test('what is unknown says its own name, shortened, and what says nothing is nothing', () => {
  assert.equal(deviceOf(`curl/8.9.1 ${'x'.repeat(100)}`)?.length, 60);
  assert.equal(deviceOf(''), undefined);
  assert.equal(deviceOf(null), undefined);
});
