import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../kernel/errors.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, requireAcceptablePassword } from './passwords.rules.ts';

const owner = { email: 'maria.kowalska@northmills.example', firstName: 'Maria', lastName: 'Kowalska' };

function refusalOf(password: string): string {
  try {
    requireAcceptablePassword(password, owner);
    return '';
  } catch (error) {
    assert.ok(error instanceof DomainError);
    assert.equal(error.code, 'password-unacceptable');
    return error.message;
  }
}

test('a password needs fifteen characters, counted as a person counts them', () => {
  assert.equal(PASSWORD_LENGTH_MIN, 15);
  assert.match(refusalOf('otter-lamp-kilo'.slice(0, 14)), /14 characters and needs at least 15/);
  assert.equal(refusalOf('otter-lamp-kilo'), '');
  assert.match(refusalOf('🦦🔑🌧️🚲'), /needs at least 15/);
});

test('long pass phrases are accepted, up to 256 characters', () => {
  assert.equal(refusalOf('seven purple tractors '.repeat(3).trim()), '');
  const distinct = Array.from({ length: 64 }, (_, at) => String.fromCodePoint(0x4e00 + at * 7)).join('');
  assert.equal(refusalOf(distinct), '');
  assert.match(refusalOf(`${'kv9#'.repeat(64)}x`), new RegExp(`longer than ${PASSWORD_LENGTH_MAX}`));
});

test('no composition is asked for: lower-case letters and spaces are enough', () => {
  assert.equal(refusalOf('correct horse battery'), '');
  assert.equal(refusalOf('kettle window granite'), '');
  // each of the three is in the list of common words, and none is one of the most common ones
  assert.equal(refusalOf('purple-window-horse'), '');
});

test('what guessers try first is refused', () => {
  for (const password of [
    'password1234567',
    'passwordpassword',
    'P@ssw0rd12345678',
    'iloveyou2024!!!!',
    'qwertyuiopasdfgh',
    '123456789012345',
    'zyxwvutsrqponmlk',
    'aaaaaaaaaaaaaaaaaaaa',
    'xk7xk7xk7xk7xk7xk7',
    'dragonmonkeyfootball',
    // put together from few common words
    'topsecretpassword',
    'topsecretpassword1!',
    'TopSecretPassword2024!',
    'mysecretpassword99',
    'companypassword1',
    'letmeinplease123',
    'thisismypassword',
    'secret-password-99',
    'P4ssw0rd-M4ster-1',
  ]) {
    assert.match(refusalOf(password), /easy to guess/, password);
  }
});

test('words of the account and of the product are refused as the substance of a password', () => {
  for (const password of [
    'maria.kowalska@northmills.example',
    'MariaKowalska123',
    'northmillsnorthmills',
    'MillDashMillDash1',
    'milldash-maria1',
  ]) {
    assert.match(refusalOf(password), /easy to guess/, password);
  }
  assert.equal(refusalOf('maria owns two otters'), '');
});
