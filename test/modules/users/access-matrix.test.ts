/**
 * docs/access.md against the code: the tables of roles and topics, a row for every route, and a closed door.
 *
 * The document is written by people; the router is asked what it has. A route without a row fails here. That each row is
 * kept, for each role and for API keys, is tried in test/access.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  hiddenTopics,
  type Permission,
  permissions,
  permissionsOf,
  roles,
  systemActor,
} from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { documentedRoles, documentedRoutes, documentedTopics, parseRoutes, type RouteRow } from './access-document.ts';
import { type Method, startUsersApp, type UsersApp } from './users-app.ts';

const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** What the door answers: with a path and a body that no handler can do anything with. */
async function answerOf(app: UsersApp, route: RouteRow): Promise<'in' | 'stranger'> {
  const url = route.path.replaceAll(/:\w+/g, 'nobody');
  const { body } = await app.call(route.method as Method, url);
  return body?.code === 'not-authenticated' ? 'stranger' : 'in';
}

describe('docs/access.md', () => {
  test('says which role has which permission, as the code does', () => {
    const actual = Object.fromEntries(
      permissions.map((permission) => [permission, roles.filter((role) => permissionsOf(role).includes(permission))]),
    );
    assert.deepEqual(documentedRoles(), actual);
  });

  test('says which topics of events need more than events:read', () => {
    const nobody = { ...systemActor('test'), permissions: new Set<Permission>() };
    for (const topic of hiddenTopics(nobody)) {
      const needed = permissions.filter(
        (permission) => !hiddenTopics({ ...nobody, permissions: new Set([permission]) }).includes(topic),
      );
      assert.deepEqual(needed, [documentedTopics()[topic]], topic);
    }
    assert.deepEqual(Object.keys(documentedTopics()).toSorted(), hiddenTopics(nobody).toSorted());
  });

  test('asks only for permissions that exist', () => {
    for (const route of documentedRoutes()) {
      assert.ok(route.permission === 'public' || permissions.some((each) => each === route.permission), key(route));
    }
  });
});

onEachEngine('the door of every route', (under) => {
  test('has a row in docs/access.md, and every row has a route', async () => {
    const app = await startUsersApp(under);
    const actual = parseRoutes(app.app.printRoutes({ commonPrefix: false })).map(key);
    assert.ok(actual.length > 20 && actual.includes('POST /auth/users/reset_password_confirm'), 'the router was read');
    const documented = documentedRoutes().map(key);
    const missing = actual.filter((route) => !documented.includes(route));
    const stale = documented.filter((route) => !actual.includes(route));
    assert.deepEqual({ missing, stale }, { missing: [], stale: [] }, 'rows of docs/access.md, section Routes');
    assert.equal(new Set(documented).size, documented.length, 'a route has two rows');
  });

  test('lets a stranger in only where it is public, whatever is sent', async () => {
    const app = await startUsersApp(under);
    for (const route of documentedRoutes()) {
      const expected = route.permission === 'public' ? 'in' : 'stranger';
      assert.equal(await answerOf(app, route), expected, key(route));
    }
  });
});
