/** The whole app listening, with pages of the web interface that people have signed in. */
import assert from 'node:assert/strict';
import { type Role, systemActor } from '../../../src/kernel/access.ts';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { openPage, type Page } from '../../support/page.ts';
import type { Reply } from '../../support/serving.ts';

/** `403 forbidden`: what a refusal comes down to; `200` alone for what was done. */
export const outcome = ({ status, body }: Reply) =>
  body?.code === undefined ? String(status) : `${status} ${body.code}`;
/** Names of the cookies that a page holds. */
export const held = (page: Page) => [...page.cookies.keys()].toSorted();

export interface Door {
  readonly test: TestApp;
  readonly base: string;
  newAccount(role: Role, mustChangePassword?: boolean): Promise<string>;
  /** A page that somebody with a new account has signed in. */
  signedIn(role?: Role): Promise<Page & { readonly email: string }>;
}

export async function openDoor(under: EngineUnderTest): Promise<Door> {
  const started = await startTestApp(under, { server: { realtimeLimits: { sweepMs: 50, goodbyeMs: 200 } } });
  const base = await started.app.listen({ host: '127.0.0.1', port: 0 });
  let count = 0;

  async function newAccount(role: Role, mustChangePassword = false): Promise<string> {
    const email = `page-${++count}@mills.example`;
    const names = { firstName: 'Page', lastName: role };
    const account = { email, role, password: TEST_PASSWORD, mustChangePassword, ...names };
    await started.services.users.createUser(systemActor('test'), account);
    return email;
  }

  return {
    test: started,
    base,
    newAccount,
    async signedIn(role = 'SUPERVISOR') {
      const page = openPage(base);
      const email = await newAccount(role);
      const { status, text } = await page.ask('POST', '/auth/web/sign-in', { email, password: TEST_PASSWORD });
      assert.equal(status, 200, text);
      return { ...page, email };
    },
  };
}
