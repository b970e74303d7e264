/**
 * What the log tells of the database's statements: SQL text, time and rows; never the values of parameters.
 *
 * Each statement is a debug line. A slow one is a warning and a failed one an error at any level; a refusal by a
 * constraint is debug, since services expect some of them and answer with a code. Where the level is debug each line names
 * the request that the statement ran for.
 */
import type { Logger } from 'pino';
import { ConstraintViolation, type QueryObserver, SLOW_QUERY_MS } from '../database/index.ts';
import { requestFields } from './request-scope.ts';

const SQL_MAX_LENGTH = 500;

/** An observer for `openDatabase` that writes to the log. */
export function queryObserver(log: Logger): QueryObserver {
  return ({ sql, durationMs, rows, failed }) => {
    if (failed !== undefined) {
      const level = failed instanceof ConstraintViolation ? 'debug' : 'error';
      if (log.isLevelEnabled(level))
        log[level]({ durationMs, err: failed, ...requestFields() }, `Query failed: ${shortened(sql)}`);
    } else if (durationMs >= SLOW_QUERY_MS) {
      log.warn({ durationMs, rows, ...requestFields() }, `Slow query: ${shortened(sql)}`);
    } else if (log.isLevelEnabled('debug')) {
      log.debug({ durationMs, rows, ...requestFields() }, shortened(sql));
    }
  };
}

function shortened(sql: string): string {
  const text = sql.length <= SQL_MAX_LENGTH ? sql : `${sql.slice(0, SQL_MAX_LENGTH)}…`;
  return text.replace(/\s+/g, ' ').trim();
}
