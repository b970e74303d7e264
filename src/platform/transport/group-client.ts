/**
 * Several processes that take turns at the messages of another broker, by a shared subscription of MQTT 5.
 *
 * Each process sits on a seat of the group: a session that the broker keeps. Who stops or dies leaves its seat with what
 * the broker goes on dealing to it, and another process takes it beside its own, or whoever starts next where all have
 * stopped. Who has more than one ends those that it does not need, once all that was dealt to them has come.
 *
 * What every process hears for itself, and what we publish, goes by a connection of its own.
 */
import { setTimeout } from 'node:timers/promises';
import type { BrokerAddress } from './broker-address.ts';
import { type ExternalClient, startExternalClient } from './external-client.ts';
import { endFormerSession } from './former-session.ts';
import { createSeatSearch } from './seat-search.ts';
import { answeringInTime, firstMissing, type Seats } from './seats.ts';
import { hasSession } from './session-search.ts';
import type { Receiver, Transport } from './transport.ts';

export interface GroupClientOptions extends BrokerAddress {
  /** Of this process. */
  readonly clientId: string;
  readonly group: string;
  readonly seats: Seats;
  /** Other times than the usual ones are for tests only. */
  readonly lookEveryMs?: number;
  readonly quietMs?: number;
  readonly answerLimitMs?: number;
  readonly searchAhead?: number;
}

/** How soon a seat that was left is taken; more often than a lease runs out. */
const LOOK_EVERY_MS = 5_000;
const STOP_LIMIT_MS = 5_000;
/** For an answer about seats; several fit into the time in which a lease runs out. */
const ANSWER_LIMIT_MS = 4_000;
/** Others may be quicker. */
const TRIES_MAX = 10;
/** Numbers in a row without a session after which nobody looks for more of them: seats are made from 1 on, and leave few holes. */
const SEARCH_AHEAD = 5;
/** A broker that has sent nothing for so long is asked whether that was all. */
const QUIET_MS = 5_000;

export async function startGroupClient(options: GroupClientOptions, receiver: Receiver): Promise<Transport> {
  const { group, log } = options;
  const seats = answeringInTime(options.seats, options.answerLimitMs ?? ANSWER_LIMIT_MS);
  const filters = receiver.filters.map((filter) => `$share/${group}/${filter}`);
  const home = startExternalClient(
    {
      ...options,
      // the name of the process itself may be that of a session of a time without a group
      clientId: `${options.clientId}:own`,
      filters: receiver.ownFilters,
      keepsSession: false,
    },
    receiver,
  );
  const lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  const quietMs = options.quietMs ?? QUIET_MS;
  const seated = Promise.withResolvers<unknown>();
  const former = endFormerSession(
    {
      ...options,
      formerFilters: [...receiver.filters, ...receiver.ownFilters, ...receiver.idleFilters, ...filters],
      replaced: Promise.all([seated.promise, home.ready]),
      quietMs,
      tryEveryMs: lookEveryMs,
    },
    receiver,
  );
  const sitting = new Map<number, ExternalClient>();
  /** Those to whose sessions the broker deals. */
  const subscribed = new WeakSet<ExternalClient>();
  let retiring: Promise<void> | undefined;
  let looking: Promise<void> | undefined;
  let isUnasked = false;
  let stopping = false;

  // whoever takes the seat connects by the same name
  const nameOf = (number: number) => `milldash:${group}:${number}`;
  const search = createSeatSearch({
    group,
    log,
    seats,
    ahead: options.searchAhead ?? SEARCH_AHEAD,
    isSitting: (number) => sitting.has(number),
    isStopping: () => stopping,
    hasSession: (number) => hasSession({ ...options, clientId: nameOf(number) }, receiver),
    sit,
  });

  function sit(number: number): void {
    // a look and a search may have taken it at once
    if (sitting.has(number)) return;
    const client: ExternalClient = startExternalClient(
      {
        ...options,
        clientId: nameOf(number),
        filters,
        keepsSession: true,
        // who is pushed off must not push back
        mayReopen: () => keepSeat(number, client),
      },
      receiver,
    );
    sitting.set(number, client);
    void client.ready.then(() => {
      subscribed.add(client);
      seated.resolve(undefined);
    });
    log.info(`This process has taken seat ${number} of the group '${group}'`);
  }

  /** False where another process has it: it is given up then. @throws where that cannot be asked */
  async function keepSeat(number: number, client: ExternalClient): Promise<boolean> {
    const mayBeLost = seats.mayBeLost(number);
    const isKept = await seats.take(number);
    if (mayBeLost) client.forget();
    // the answer to another question may have come first, and the seat may have been taken anew
    if (sitting.get(number) !== client) return false;
    if (isKept) return true;
    sitting.delete(number);
    log.warn(`Seat ${number} of the group '${group}' was lost to another process`);
    // what it is storing comes to the other process as well: nobody waits for it
    void client.stop();
    return false;
  }

  /** One a look: processes that start together share what is free. */
  async function takeSeat(): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const all = await seats.list();
      const free = all.find(
        ({ number, isTaken }) => !isTaken && !sitting.has(number) && number !== search.number,
      )?.number;
      const number = free ?? (sitting.size === 0 ? firstMissing(all.map((seat) => seat.number)) : undefined);
      if (number === undefined) return;
      // a search may have come to it meanwhile, and goes on with it
      if (!(await seats.take(number)) || number === search.number) continue;
      return stopping ? seats.leave(number) : sit(number);
    }
  }

  const hears = (client: ExternalClient) => subscribed.has(client) && client.state().trouble === undefined;

  /** Only while another one hears: the broker would deal to nobody. */
  function retireSurplus(): void {
    const [surplus, ...others] = [...sitting].sort(
      ([number, client], [otherNumber, other]) => Number(hears(client)) - Number(hears(other)) || otherNumber - number,
    );
    if (surplus === undefined || !others.some(([, client]) => hears(client)) || retiring !== undefined) return;
    const [number] = surplus;
    retiring = retire(number).finally(() => {
      retiring = undefined;
    });
  }

  async function retire(number: number): Promise<void> {
    const seat = `Seat ${number} of the group '${group}'`;
    const client = sitting.get(number);
    try {
      await client?.retire(quietMs);
    } catch (err) {
      log.info({ err }, `${seat} is kept for now`);
      return;
    }
    if (sitting.get(number) !== client) return;
    sitting.delete(number);
    log.info(`${seat} is not needed any more: all that was dealt to it has come`);
    // a look that has asked for the seat meanwhile would make it again
    await looking;
    await seats.remove(number).catch((err: unknown) => {
      log.info({ err }, `${seat} has ended, and is still written down: whoever takes it ends it again`);
    });
  }

  /** Not before the broker answers, and those who start together have their seats. */
  function searchOnce(): void {
    const isConnected = Array.from(sitting.values(), (client) => client.state()).some((state) => state.connections > 0);
    if (isConnected) search.goOn();
  }

  async function look(): Promise<void> {
    try {
      await Promise.all(Array.from(sitting, ([number, client]) => keepSeat(number, client)));
      const before = sitting.size;
      await takeSeat();
      if (stopping) return;
      // not before everybody had a look at it
      if (sitting.size === before) retireSurplus();
      searchOnce();
      if (isUnasked) log.info(`It is known again who sits where in the group '${group}'`);
      isUnasked = false;
    } catch (error) {
      warn(error);
    }
  }

  /** Once, for as long as it lasts: it is tried every few seconds. */
  function warn(err: unknown): void {
    if (!isUnasked)
      log.warn({ err }, `It cannot be asked who sits where in the group '${group}': all stay where they are`);
    isUnasked = true;
  }

  function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }
  const timer = setInterval(() => void lookOnce(), lookEveryMs);
  timer.unref();
  await lookOnce();

  return {
    state() {
      const states = [home, ...sitting.values()].map((client) => client.state());
      const connections = states.reduce((sum, state) => sum + state.connections, former.connections());
      const trouble = states.find((state) => state.trouble !== undefined)?.trouble;
      return {
        kind: 'external',
        addresses: [options.url],
        connections,
        trouble: trouble ?? (sitting.size === 0 ? 'No seat of the group could be taken yet.' : undefined),
      };
    },
    publish: home.publish,
    isHeard: home.isHeard,
    async stop() {
      stopping = true;
      clearInterval(timer);
      const stopped = Array.from(sitting, async ([number, client]) => {
        await client.stop();
        // where it cannot be told, the lease runs out
        await seats
          .leave(number)
          .catch((err: unknown) => log.warn({ err }, `Seat ${number} of the group '${group}' could not be left`));
      });
      await Promise.all([...stopped, home.stop(), former.stop(), ...[looking, retiring, search.underWay].map(inTime)]);
    },
  };
}

/** What waits for a database or a broker that is away does not keep a process from ending. */
async function inTime(work: Promise<void> | undefined): Promise<void> {
  await Promise.race([work, setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
}
