/** Everybody who may ask: a stranger, a person of each role, and programs with keys. */
import assert from 'node:assert/strict';
import { type Permission, type Role, roles } from '../../src/kernel/access.ts';
import { apiKeyScopes } from '../../src/modules/users/api-keys.service.ts';
import type { TestApp } from '../support/app.ts';
import { clientOf, type Send } from '../support/http-client.ts';

export interface Caller {
  readonly name: string;
  readonly kind: 'stranger' | 'person' | 'program';
  readonly person?: { readonly role: Role; readonly userId: number };
  /** Of a program. */
  readonly scopes: readonly Permission[];
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Send;
}

export interface Callers {
  readonly stranger: Caller;
  readonly people: readonly Caller[];
  /** A program with a key of exactly these scopes. */
  program(scopes: readonly Permission[]): Promise<Caller>;
  /** A program with every scope but this one. */
  programWithout(scope: Permission): Promise<Caller>;
}

export async function openCallers(test: TestApp): Promise<Callers> {
  const caller = (name: string, kind: Caller['kind'], headers: Record<string, string>): Caller => ({
    name,
    kind,
    headers,
    scopes: [],
    send: clientOf(test.app, headers),
  });
  const people: Caller[] = [];
  for (const role of roles) {
    const person = caller(role, 'person', await test.signIn(role));
    const { body: me } = await person.send('GET', '/auth/users/me');
    people.push({ ...person, person: { role, userId: me.id } });
  }
  const asAdmin = people.find(({ name }) => name === 'ADMIN')?.send as Send;
  const programs = new Map<string, Caller>();

  async function program(scopes: readonly Permission[], name = `key with ${scopes.join(' and ')}`): Promise<Caller> {
    const known = programs.get(name);
    if (known !== undefined) return known;
    const { status, body } = await asAdmin('POST', '/api/v1/api-keys', { name, scopes });
    assert.equal(status, 201, JSON.stringify(body));
    const made = { ...caller(name, 'program', { 'x-api-key': body.key }), scopes };
    // that a key is used is noted with its first use, whatever comes of the request
    await made.send('GET', '/api/v1/roles');
    programs.set(name, made);
    return made;
  }

  return {
    stranger: caller('stranger', 'stranger', {}),
    people,
    program: (scopes) => program(scopes),
    programWithout: (scope) =>
      program(
        apiKeyScopes.filter((each) => each !== scope),
        `key with all but ${scope}`,
      ),
  };
}
