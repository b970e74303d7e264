/** People, and the machines that the rows name. */
import { setImmediate } from 'node:timers/promises';
import type { Role } from '../../../kernel/access.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { withPatience } from '../../ingestion/index.ts';
import { type Machines, machineIdProblem } from '../../machines/index.ts';
import type { TakenAccount, Users } from '../../users/index.ts';
import { readAccount } from './accounts.rules.ts';
import type { OldDatabase } from './old-database.ts';
import type { Finding } from './reading.ts';
import { keptBecause, outcomeOf, refusedBecause, type Verdict } from './report.ts';
import { type Hindrance, type RowKind, type TakeOverRun, takeRows } from './take-rows.ts';

export async function takePeople(run: TakeOverRun, old: OldDatabase, users: Users, role: Role): Promise<boolean> {
  const readings = old.all('users').map((row) => readAccount(row, role));
  // which user of the file has an address follows from the file alone, whatever has been taken already
  const ownerOf = new Map<string, string>();
  for (const { id, value } of readings) {
    if (value !== undefined && !ownerOf.has(value.email)) ownerOf.set(value.email, id);
  }
  const kind: RowKind<TakenAccount> = {
    table: 'users',
    async hindrancesWithin(tx, rows) {
      const found = new Map<string, Hindrance>();
      const emails = rows.map(({ value }) => value.email);
      const accounts = await users.findAccountsWithin(tx, emails);
      for (const { id, value } of rows) {
        const account = accounts.get(value.email);
        if (ownerOf.get(value.email) !== id) {
          const finding = refusedBecause('email', 'is also the address of another user of the file', value.email);
          found.set(id, { ourId: undefined, finding });
        } else if (account !== undefined) {
          const finding = keptBecause('email', 'has an account here, which stays as it is', value.email);
          found.set(id, { ourId: account.id, finding });
        }
      }
      return found;
    },
    async writeWithin(tx, rows) {
      const made = await users.takeOverAccountsWithin(
        tx,
        rows.map(({ value }) => value),
      );
      return rows.map(({ value }) => made.get(value.email)?.id ?? null);
    },
  };
  return takeRows(run, kind, readings);
}

const MACHINES_MAX = 1_000;
const NAME_LENGTH_MAX = 120;

/** Makes the machines that rows name. They have no table of their own there: they are reported as `machines`. */
export async function takeMachines(run: TakeOverRun, old: OldDatabase, machines: Machines): Promise<void> {
  const seen = machinesOf(old);
  const known = new Map((await machines.listAllMachines()).map((machine) => [machine.id, machine]));
  const make: { id: string; name: string }[] = [];
  const verdicts: Verdict[] = [];
  for (const [id, { name, others, fromPeriods }] of seen) {
    const table = 'machines';
    const findings: Finding[] = [];
    const problem = machineIdProblem(id) ?? (make.length >= MACHINES_MAX ? 'is one machine too many' : undefined);
    const machine = known.get(id);
    if (problem !== undefined) {
      verdicts.push({ table, id, outcome: 'refused', findings: [refusedBecause('machine_id', problem, id)] });
    } else if (machine !== undefined) {
      const same = machine.name === name;
      const kept = keptBecause('name', 'has another name here, which stays', name, machine.name);
      verdicts.push({ table, id, outcome: same ? 'unchanged' : 'kept', findings: same ? [] : [kept] });
    } else {
      if (others.length > 0) {
        const reason = 'has had several names: the latest is taken';
        findings.push({ kind: 'change', column: 'name', reason, was: others.join(', '), now: name });
      }
      if (!fromPeriods) {
        const reason = 'has no status periods: tickets, runs or cuts name it';
        findings.push({ kind: 'doubt', column: 'machine_id', reason, was: id, now: null });
      }
      make.push({ id, name });
      verdicts.push({ table, id, outcome: outcomeOf(findings), findings });
    }
  }
  if (run.apply && make.length > 0) {
    await withPatience(() => machines.ensureMachines(run.actor, make), run.patience);
  }
  for (const verdict of verdicts) await run.tell(verdict);
  await setImmediate();
}

interface SeenMachine {
  readonly name: string;
  readonly others: readonly string[];
  readonly fromPeriods: boolean;
}

function machinesOf(old: OldDatabase): Map<string, SeenMachine> {
  const seen = new Map<string, SeenMachine>();
  const named = old.select(
    'historical_machine_data',
    ['machine_id', 'name', 'max(start_timestamp) as latest'],
    'group by 1, 2 order by latest desc',
  );
  for (const row of named) {
    const id = String(row['machine_id'] ?? '').trim();
    const name = nameOf(row['name']);
    const before = seen.get(id);
    if (before === undefined) seen.set(id, { name, others: [], fromPeriods: true });
    else if (before.name === '') seen.set(id, { ...before, name });
    else if (name !== '' && name !== before.name && !before.others.includes(name)) {
      seen.set(id, { ...before, others: [...before.others, name] });
    }
  }
  for (const table of ['maintenance_tickets', 'production_runs', 'cut_events'] as const) {
    for (const row of old.select(table, ['machine_id'], 'group by 1 order by 1')) {
      const id = String(row['machine_id'] ?? '').trim();
      if (!seen.has(id)) seen.set(id, { name: '', others: [], fromPeriods: false });
    }
  }
  return new Map(Array.from(seen, ([id, machine]) => [id, { ...machine, name: machine.name || id }]));
}

function nameOf(cell: unknown): string {
  const name = typeof cell === 'string' ? tidyName(cell).slice(0, NAME_LENGTH_MAX).trim() : '';
  return name.toLowerCase() === 'nan' ? '' : name;
}
