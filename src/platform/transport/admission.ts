/** Who is let in at our broker, and as whom: by its credentials, its name, and the last will that it leaves. */
import type { Client } from 'aedes';
import type { Actor } from '../../kernel/access.ts';
import {
  ConnectionRefusal,
  type Device,
  deviceOf,
  type Introduction,
  isBadCredentials,
  returnCodes,
} from './devices.ts';
import { FailedSignIns } from './failed-sign-ins.ts';
import { findTopicFault } from './topic-filters.ts';
import { mayPublish, neededTo, type TopicRight } from './topic-rights.ts';

export interface AdmissionOptions {
  readonly rights: readonly TopicRight[];
  /** @throws DomainError not-authenticated, token-invalid or account-disabled where the credentials are not good; others where it cannot be known */
  readonly signIn: (user: string | undefined, password: string | undefined, address: string) => Promise<Actor>;
  /** Whom a device on this machine without credentials is; absent: nobody. */
  readonly anonymous?: Actor | undefined;
}

/** @throws ConnectionRefusal, or what signing in throws */
export type Admit = (
  client: Client,
  introduction: Introduction,
  user: string | undefined,
  password: string | undefined,
) => Promise<Device>;

/** @param devices those that are in */
export function createAdmission(options: AdmissionOptions, devices: ReadonlyMap<Client, Device>): Admit {
  const { rights } = options;
  const failures = new FailedSignIns();

  async function signIn(
    { address, isLoopback }: Introduction,
    user: string | undefined,
    password: string | undefined,
  ): Promise<Actor> {
    if (failures.isBlocked(address)) throw new ConnectionRefusal(returnCodes.unavailable, 'Too many failed sign-ins');
    const nobody = user === undefined && password === undefined;
    if (nobody && isLoopback && options.anonymous !== undefined) return options.anonymous;
    try {
      return await options.signIn(user, password, address);
    } catch (error) {
      if (isBadCredentials(error)) failures.note(address);
      throw error;
    }
  }

  return async (client, introduction, user, password) => {
    const { fault, will } = introduction;
    if (fault !== undefined) throw new ConnectionRefusal(returnCodes.identifierRejected, fault);
    const actor = await signIn(introduction, user, password);
    const namesake = [...devices].find(([other]) => other.id === client.id)?.[1];
    if (namesake !== undefined && !isSame(namesake.actor, actor)) {
      throw new ConnectionRefusal(returnCodes.identifierRejected, `Another device is connected as '${client.id}'`);
    }
    if (will !== undefined && (findTopicFault(will.topic) !== undefined || !mayPublish(rights, actor, will.topic))) {
      throw new ConnectionRefusal(
        returnCodes.notAuthorised,
        `It may not leave a will on '${will.topic.slice(0, 100)}': ${findTopicFault(will.topic) ?? neededTo('publish', rights, will.topic)}`,
      );
    }
    return deviceOf(introduction, actor);
  };
}

function isSame(one: Actor, other: Actor): boolean {
  return one.kind === other.kind && one.id === other.id;
}
