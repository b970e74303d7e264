/**
 * A database as the predecessor leaves it, with everything odd that is known of it: free text where there should be a
 * choice, `nan`, the process's start in the place of times, references to nothing, stock below zero.
 *
 * Row by row with a comment that says what is odd; {@link oddRows} says how many rows each table has.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** Password of every account whose hash is whole. */
export const OLD_PASSWORD = 'mill 3';
/** bcrypt of {@link OLD_PASSWORD} at the lowest cost there is. */
export const OLD_HASH = 'HASH';

/** When the old process started: what its columns with a default have in the place of the insert's time. */
export const PROCESS_START = '2025-06-02 05:00:00.123456';

export type OldRows = Readonly<Record<string, readonly (readonly SQLInputValue[])[]>>;

const hexId = (number: number) => number.toString(16).padStart(24, '6');
export const MILL_1 = '68090a52b62cbb6cb53b0b60';
export const MILL_2 = '68090a52b62cbb6cb53b0b61';
/** Only named by a ticket. */
export const MILL_9 = 'nosuch';

const at = (day: number, time: string) => `2025-06-${String(day).padStart(2, '0')} ${time}`;
const period = (
  number: number,
  {
    machine = MILL_1,
    name = 'Mill 1',
    from = at(2, '05:00:00'),
    to = at(2, '06:00:00') as string | null,
    ...more
  }: Partial<{
    machine: string;
    name: string | null;
    from: string;
    to: string | null;
    reason: string | null;
    productivity: string | null;
    classification: string;
    seconds: number | null;
  }> = {},
): SQLInputValue[] => [
  hexId(number),
  name,
  machine,
  more.reason === undefined ? 'No Reason Required' : more.reason,
  from,
  to,
  more.productivity === undefined ? 'productive' : more.productivity,
  more.classification ?? 'UPTIME',
  more.seconds === undefined ? 3_600 : more.seconds,
  'NIGHT',
  'MONDAY',
  'PRODUCTIVE UPTIME',
];

/** The period that the tickets of {@link oddRows} are about: it begins after the process started. */
export const STOP_ID = hexId(3);

export const oddRows: OldRows = {
  users: [
    [1, 'ada@mills.example', 'Ada', 'Byron', OLD_HASH, 'ADMIN', 1, 0],
    [2, 'olive@mills.example', 'Olive', 'Old', OLD_HASH, 'EMPLOYEE', 0, 0],
    // written otherwise, disabled
    [3, ' Dora@Mills.Example ', ' Dora ', 'D', OLD_HASH, 'EMPLOYEE', 1, 1],
    // the same person as 2 once more
    [4, 'OLIVE@mills.example', 'Olive', 'Again', OLD_HASH, 'EMPLOYEE', 1, 0],
    // no address, no names, no hash, an unknown role
    [5, 'not an address', 'N', 'A', OLD_HASH, 'EMPLOYEE', 1, 0],
    [6, 'nameless@mills.example', '', null, OLD_HASH, 'EMPLOYEE', 1, 0],
    [7, 'hashless@mills.example', 'H', 'L', 'plain text', 'MANAGER', 1, 0],
  ],
  historical_machine_data: [
    period(1),
    period(2, {
      from: at(2, '06:00:00'),
      to: at(2, '06:30:00'),
      reason: 'nan',
      productivity: 'nan',
      classification: 'DOWNTIME',
      seconds: 1_800,
    }),
    period(3, {
      from: at(2, '06:30:00.250000'),
      to: at(2, '07:00:00'),
      reason: 'Coil Change ',
      classification: 'DOWNTIME',
      seconds: 1_799.75,
    }),
    period(4, { from: at(2, '07:00:00'), to: at(2, '17:00:00'), classification: 'OFFLINE', productivity: '' }),
    // no end, but a duration; no end at all
    period(5, { from: at(2, '17:00:00'), to: null, seconds: 60 }),
    period(6, { from: at(2, '18:00:00'), to: null, seconds: null }),
    // UPTIME that is not productive
    period(7, { machine: MILL_2, name: 'Mill 2', productivity: 'unproductive' }),
    // another name later
    period(8, { machine: MILL_2, name: 'Mill Two', from: at(2, '06:00:00'), to: at(2, '07:00:00') }),
    // refused: turned round, no time, an unknown classification, an unknown productivity, no machine, one that cannot be
    period(9, { from: at(3, '06:00:00'), to: at(3, '05:00:00') }),
    period(10, { from: 'yesterday' }),
    period(11, { classification: 'SETUP' }),
    period(12, { productivity: 'so so' }),
    period(13, { machine: '' }),
    period(14, { machine: 'all' }),
    period(15, { machine: 'nan' }),
    // what only a refused row names is no machine
    period(16, { machine: 'ghost', from: 'yesterday' }),
    [null, 'Mill 1', MILL_1, '', at(4, '05:00:00'), at(4, '06:00:00'), 'productive', 'UPTIME', 3_600, 'DAY', 'X', 'Y'],
  ],
  products: [
    [1, 'Strut 41', 'STR-41'],
    [2, '  Strut  21 ', null],
    // the same as 1 but for case
    [3, 'STRUT 41', 'STR-41-B'],
    [4, 'Rail', ' '],
    [5, '', 'NONAME'],
    [6, 'Channel', 'str-41'],
  ],
  production_runs: [
    [1, MILL_1, 1, PROCESS_START, at(2, '07:00:00'), 'COMPLETED', 1.5],
    // its start is the process's too: it began when run 1 had ended
    [2, MILL_1, 2, PROCESS_START, at(2, '09:00:00'), 'COMPLETED', -4],
    // completed without an end, and the next one began
    [3, MILL_1, 1, at(3, '05:00:00'), null, 'COMPLETED', null],
    // active twice on one machine
    [4, MILL_1, 1, at(3, '07:00:00'), null, 'ACTIVE', null],
    [5, MILL_1, 2, at(3, '08:00:00'), null, 'ACTIVE', null],
    // an end although it is active
    [6, MILL_2, 1, at(2, '05:00:00'), at(2, '06:00:00'), 'ACTIVE', null],
    // refused: no product, turned round, no end and nothing behind it, no time left
    [7, MILL_2, 99, at(2, '06:00:00'), at(2, '07:00:00'), 'COMPLETED', null],
    [8, MILL_2, 1, at(2, '08:00:00'), at(2, '07:00:00'), 'COMPLETED', null],
    [9, MILL_2, 1, at(4, '08:00:00'), null, 'COMPLETED', null],
    [10, MILL_1, 1, PROCESS_START, at(2, '08:00:00'), 'COMPLETED', null],
  ],
  cut_events: [
    [1, MILL_1, at(2, '05:10:00'), 3],
    // two in one second are two
    [2, MILL_1, at(2, '05:10:00'), 3],
    [3, MILL_1, at(2, '08:10:00.999999'), 1],
    // refused: none, less than none, no time, the future
    [4, MILL_1, at(2, '05:10:00'), 0],
    [5, MILL_1, at(2, '05:10:00'), -2],
    [6, MILL_1, null, 1],
    [7, MILL_1, '2199-01-01 00:00:00', 1],
  ],
  maintenance_tickets: [
    [1, PROCESS_START, null, 'Mechanical', 'Oil under the coiler', 'High', 'Open', null, MILL_1],
    // about a stop that began later than the process
    [2, PROCESS_START, at(2, '09:00:00'), 'electrical', 'Drive trips', 'medium', 'Resolved', STOP_ID, MILL_1],
    // closing emptied the resolved time: its note is the latest that is known
    [3, at(2, '08:00:00'), null, 'Tooling', 'Punch worn', 'Low', 'Closed', null, MILL_1],
    [4, at(2, '08:30:00'), null, 'Banana', 'Odd words', 'Banana', 'Banana', 'nosuchperiod', MILL_1],
    // about a stop of another machine; in progress and resolved at once
    [5, at(2, '08:40:00'), at(2, '09:00:00'), 'nan', '', null, 'In Progress', STOP_ID, MILL_2],
    // a machine that nothing else knows
    [6, at(2, '08:50:00'), null, 'Other', 'Ghost', 'Critical', 'Open', null, MILL_9],
    // resolved before it was logged
    [7, at(3, '08:50:00'), at(3, '08:00:00'), 'Other', 'Clock', 'Low', 'RESOLVED', null, MILL_1],
    // a number that cannot be kept
    [5_000_000_000, at(3, '09:00:00'), null, 'Other', 'Far away', 'Low', 'Open', null, MILL_1],
    // refused: no time, a machine that cannot be
    [8, null, null, 'Other', 'No time', 'Low', 'Open', null, MILL_1],
    [9, at(3, '09:10:00'), null, 'Other', 'No machine', 'Low', 'Open', null, 'a/b'],
  ],
  ticket_work_notes: [
    [1, 3, 'Ordered a punch', 'Olive Old', at(2, '10:00:00')],
    [2, 3, ' Fitted \n it ', '<b>Boss</b>', at(2, '11:30:00.500000')],
    [3, 1, 'No time', '', null],
    // no time can be later than now: neither is when ticket 3 was closed
    [7, 3, 'Clock ran ahead', 'X', '2199-01-01 00:00:00'],
    [8, 3, 'Clock was never set', 'X', 'nan'],
    // refused: nothing said, no such ticket, a ticket that was refused
    [4, 1, '  ', 'X', at(2, '10:00:00')],
    [5, 77, 'Lost', 'X', at(2, '10:00:00')],
    [6, 8, 'Of a refused one', 'X', at(2, '10:00:00')],
  ],
  repair_components: [
    [1, 'Bearing 6204', 'BRG-6204', 7],
    // below zero, no code
    [2, 'V-belt', null, -3],
    [3, 'Seal kit', 'SEAL', 0],
    // the same as 1 but for case and space
    [4, 'bearing  6204', 'OTHER', 4],
    [5, ' ', 'X', 4],
  ],
  ticket_images: [
    [1, 1, 'uploads/ticket_images/1_1748848000.jpg', PROCESS_START, 'The leak'],
    [2, 1, 'uploads\\ticket_images\\1_1748848060.png', PROCESS_START, null],
    // refused: not there, no picture, outside of the folder, no such ticket
    [3, 1, 'uploads/ticket_images/1_1748848070.jpg', PROCESS_START, null],
    [4, 2, 'uploads/ticket_images/2_1748848080.html', PROCESS_START, null],
    [5, 2, 'uploads/ticket_images/../../secret.jpg', PROCESS_START, null],
    [6, 99, 'uploads/ticket_images/99_1748848090.jpg', PROCESS_START, null],
  ],
  ticket_components_used: [
    [1, 2, 1, 2],
    [2, 3, 1, 1],
    [3, 3, 2, 4],
    // refused: none, a return that was none, no such component, no such ticket
    [4, 3, 1, 0],
    [5, 3, 1, -5],
    [6, 3, 99, 1],
    [7, 99, 1, 1],
  ],
};

const schema: Readonly<Record<string, string>> = {
  users:
    'id integer primary key, email varchar unique, first_name varchar, last_name varchar, hashed_password varchar, role varchar, onboarded boolean, disabled boolean',
  historical_machine_data:
    'id varchar primary key, name varchar, machine_id varchar, downtime_reason_name varchar, start_timestamp datetime, end_timestamp datetime, productivity varchar, classification varchar, duration_seconds float, shift varchar, day_of_week varchar, utilisation_category varchar',
  products: 'id integer primary key, product_name varchar unique, product_code varchar unique',
  production_runs:
    'id integer primary key, machine_id varchar, product_id integer, start_time datetime, end_time datetime, status varchar, scrap_length float',
  cut_events: 'id integer primary key, machine_id varchar, timestamp_utc datetime, cut_count integer',
  maintenance_tickets:
    'id integer primary key, logged_time datetime, resolved_time datetime, incident_category varchar, description varchar, priority varchar, status varchar, fourjaw_downtime_id varchar, machine_id varchar',
  ticket_work_notes: 'id integer primary key, ticket_id integer, note varchar, author varchar, created_at datetime',
  repair_components:
    'id integer primary key, component_name varchar unique, stock_code varchar unique, current_stock integer',
  ticket_images: 'id integer primary key, ticket_id integer, image_url varchar, uploaded_at datetime, caption varchar',
  ticket_components_used: 'id integer primary key, ticket_id integer, component_id integer, quantity_used integer',
  analytical_data_summary: 'id integer primary key',
  machine_status_cache: 'machine_id varchar primary key',
  alembic_version: 'version_num varchar(32)',
};

export interface OldFileOptions {
  readonly rows?: OldRows;
  /** Tables that are left out. */
  readonly without?: readonly string[];
  readonly passwordHash: string;
}

/** Writes the file; one that is there gets what it lacks. */
export function writePredecessorFile(
  path: string,
  { rows = oddRows, without = [], passwordHash }: OldFileOptions,
): void {
  const database = new DatabaseSync(path);
  try {
    database.exec('begin');
    for (const [table, columns] of Object.entries(schema)) {
      if (without.includes(table)) continue;
      database.exec(`create table if not exists ${table} (${columns})`);
      for (const row of rows[table] ?? []) {
        const values = row.map((value) => (value === OLD_HASH ? passwordHash : value));
        database.prepare(`insert into ${table} values (${row.map(() => '?').join()})`).run(...values);
      }
    }
    database.exec('commit');
  } finally {
    database.close();
  }
}

/** Changes the file as its owner would. */
export function changePredecessorFile(path: string, statement: string): void {
  const database = new DatabaseSync(path);
  database.exec(statement);
  database.close();
}
