/**
 * What the log tells of use cases, at debug only: what each came to, in how many ms, or why it was refused.
 *
 * Wrapped round a module where the modules are joined, so that no use case has to remember it. At other levels the module
 * is left as it is and costs nothing.
 */
import type { Logger } from 'pino';
import { requestFields } from './request-scope.ts';

/** @param service an object of functions; those that answer with a promise are use cases */
export function observeUseCases<Service extends object>(log: Logger, service: Service): Service {
  if (!log.isLevelEnabled('debug')) return service;
  const observed = Object.entries(service).map(([name, member]) => [
    name,
    typeof member === 'function' ? observedUseCase(log, name, member as UseCase) : member,
  ]);
  return Object.fromEntries(observed) as Service;
}

type UseCase = (...given: readonly unknown[]) => unknown;

function observedUseCase(log: Logger, name: string, useCase: UseCase): UseCase {
  return (...given) => {
    const startedAt = performance.now();
    const answer = useCase(...given);
    if (!(answer instanceof Promise)) return answer;
    answer.then(
      (result: unknown) => log.debug({ ...spent(startedAt), payload: { result } }, `${name} answered`),
      (error: unknown) => log.debug({ ...spent(startedAt), err: error }, `${name} was refused`),
    );
    return answer;
  };
}

function spent(startedAt: number): { durationMs: number; requestId?: string } {
  return { durationMs: performance.now() - startedAt, ...requestFields() };
}
