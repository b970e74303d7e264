/** The one way in which a person's word becomes the reason of a period, or stops being it. */
import { DomainError } from '../../../kernel/errors.ts';
import { type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import type { StatusPeriodsTable, StopExplanationsTable, TimelineTables } from '../tables.ts';
import { announcePeriods } from './announced-periods.ts';
import { asTold, toldReasonOf } from './explained-reasons.rules.ts';
import { findStanding, insertExplanation } from './explanations.repository.ts';
import type { PeriodWriter } from './period-writes.ts';
import { findPeriods, toInput } from './periods.repository.ts';

/** A period, and what a person has said of it whose word counts. */
export interface ExplainedPeriod {
  readonly row: StatusPeriodsTable;
  readonly standing: StopExplanationsTable | undefined;
}

/** What a person says. */
export interface Explanation {
  /** Null: the source's word counts again. */
  readonly reasonText: string | null;
  readonly note: string | null;
}

/** As `Periods.explainPeriodWithin` says. */
export async function explainWithin(
  tx: Transaction,
  writer: PeriodWriter,
  periodId: string,
  judge: (period: ExplainedPeriod) => Promise<Explanation | undefined>,
): Promise<boolean> {
  const access = tx.access<TimelineTables>();
  const find = async () => {
    const [row] = await findPeriods(access, tx.engine, [periodId]);
    if (row === undefined) {
      throw new DomainError('period-not-found', `There is no status period with the id '${periodId}'.`);
    }
    return row;
  };
  const machineId = (await find()).machine_id;
  const held = await writer.holdWithin(tx, [machineId]);
  const row = await find();
  if (row.machine_id !== machineId) throw new TransactionConflict('the status period went to another machine');
  const explained = await findStanding(access, tx.engine, [row]);
  const said = await judge({ row, standing: explained.get(periodId) });
  if (said === undefined) return false;

  const told = toldReasonOf(row);
  const revision = row.revision + 1;
  const { reasonText: text } = said;
  const reason = text === null ? asTold(told) : { text, told, explainedIn: revision };
  const change = { period: toInput(row), before: row, reason };
  await writer.writeWithin(tx, [change], held, () => row.source);
  await insertExplanation(access, {
    period_id: periodId,
    revision,
    reason_text: text,
    told_reason: told,
    note: said.note,
    user_id: tx.actor.kind === 'user' ? Number(tx.actor.id) : null,
    person: tx.actor.name,
    recorded_at: tx.recordedAt,
  });
  announcePeriods(tx, [change], { kind: 'person', name: tx.actor.name });
  return true;
}
