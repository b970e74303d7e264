import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeDatabaseAddress,
  describeRefusedAddress,
  parseDatabaseAddress,
} from '../../src/kernel/database-address.ts';

describe('the address of a database', () => {
  test('is PostgreSQL in whatever case its scheme is written', () => {
    for (const scheme of ['postgres', 'POSTGRES', 'Postgresql', 'postgreSQL']) {
      assert.deepEqual(parseDatabaseAddress(`${scheme}://u:p@h:5432/db?sslmode=require`), {
        engine: 'postgres',
        url: 'postgres://u:p@h:5432/db?sslmode=require',
      });
    }
  });

  test('is a file by its scheme, or as a path that cannot be meant for anything else', () => {
    const files: Readonly<Record<string, string>> = {
      'sqlite:data/mill.db': 'data/mill.db',
      'SQLite:/var/lib/mill.db': '/var/lib/mill.db',
      'sqlite:///var/lib/mill.db': '/var/lib/mill.db',
      'sqlite:./a=b@c.db': './a=b@c.db',
      'sqlite::memory:': ':memory:',
      'file:mill.db': 'mill.db',
      'file:///var/my%20mill.db': '/var/my mill.db',
      'FILE:///C:/mill.db': 'C:/mill.db',
      './data/mill.db': './data/mill.db',
      '/var/lib/mill.db': '/var/lib/mill.db',
      'C:\\data\\mill.db': 'C:\\data\\mill.db',
    };
    for (const [text, file] of Object.entries(files)) {
      assert.deepEqual(parseDatabaseAddress(text), { engine: 'sqlite', file }, text);
    }
  });

  test('is refused where it could be meant for another database', () => {
    for (const text of [
      'postgress://u:p@h/db',
      'postgre://u:p@h/db',
      'postgres ://u:p@h/db',
      'postgres:/u:p@h/db',
      'postgres:u:p@h/db',
      'postgres//u:p@h/db',
      '//u:p@h/db',
      'u:p@h/db',
      'user@host/db',
      'localhost:5432/db',
      '127.0.0.1:5432/db',
      'host=db user=mill dbname=mill',
      'pg://h/db',
      'mysql://a/b',
      'jdbc:postgresql://h/db',
      'redis:6379',
      'sqlite:',
      'sqlite://host/mill.db',
      'sqlite:postgres://h/db',
      'file://host/mill.db',
      'file:///%zz',
      '',
    ]) {
      assert.equal(parseDatabaseAddress(text), undefined, text);
    }
  });

  test('of PostgreSQL is refused where a password that is not encoded would be taken for something else', () => {
    for (const url of [
      'postgres://host',
      'postgres://',
      'postgres://u:p/w@h/db',
      'postgres://u:12/w@h/db',
      'postgres://u:12?w@h/db',
      'postgres://u:12#w@h/db',
      'postgres://u:p%w@h/db',
      'postgres://u:p w@h/db',
      'postgres://milldash:s3cretpw/milldash',
    ]) {
      assert.equal(parseDatabaseAddress(url), undefined, url);
    }
  });
});

describe('what is told of an address', () => {
  const told = (text: string) => {
    const address = parseDatabaseAddress(text);
    return address === undefined ? describeRefusedAddress(text) : describeDatabaseAddress(address);
  };

  test('never holds a password, wherever it stands', () => {
    for (const [text, expected] of [
      ['postgres://u:pa@s3cretpw@127.0.0.1:1/db', 'postgres://u:***@127.0.0.1:1/db'],
      ['postgres://:s3cretpw@h/db', 'postgres://:***@h/db'],
      ['postgres://u@h/db?sslpassword=s3cretpw&sslmode=require', 'postgres://u@h/db?sslmode=require'],
      ['postgres://u@h/db?password=s3cretpw', 'postgres://u@h/db'],
      ['postgres://u@h/db?PASSWORD=s3cretpw&passwd=s3cretpw', 'postgres://u@h/db'],
      ['postgres://milldash:s3cretpw/milldash', 'postgres://[hidden]'],
      ['postgres:/milldash:s3cretpw@db/x', 'postgres://[hidden]'],
      ['postgress://u:s3cretpw@h/db', 'postgress://[hidden]'],
      ['u:s3cretpw@h/db', '[hidden]'],
      ['password=s3cretpw host=h', '[hidden]'],
    ] as const) {
      assert.equal(told(text), expected);
    }
  });

  test('is the path of a file', () => assert.equal(told('sqlite:/var/mill.db'), '/var/mill.db'));
});
