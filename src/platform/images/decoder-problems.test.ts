import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOurs } from './decoder-problems.ts';

test('time and memory are ours, what is in the picture is its own', () => {
  for (const [problem, expected] of [
    ['Error: timeout: 6% complete\nVipsImage: killed for image "temp-30"', true],
    ['Error: out of memory --- size == 600MB', true],
    ['Error: jpegload_buffer: Cannot allocate memory', true],
    ['Error: VipsJpeg: premature end of JPEG image', false],
    ['Error: pngload_buffer: libspng read error', false],
    ['Error: Input buffer has corrupt header: heif: Invalid input', false],
  ] as const) {
    assert.equal(isOurs(problem), expected, problem);
  }
});
