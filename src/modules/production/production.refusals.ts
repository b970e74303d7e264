/** The refusals of production: each says how things stand, for whoever was overtaken. */
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant } from '../../kernel/instant.ts';
import type { Machine } from '../machines/index.ts';
import type { Product } from './products/products.types.ts';
import type { Run } from './runs/runs.types.ts';

export function productNotFound(id: number): DomainError {
  return new DomainError('product-not-found', `There is no product with the number ${id}.`);
}

export function productNameTaken(name: string): DomainError {
  return new DomainError('name-taken', `There already is a product '${name}'.`);
}

export function productCodeTaken(code: string): DomainError {
  return new DomainError('product-code-taken', `There already is a product with the code '${code}'.`);
}

export function productRetired({ id, name }: Product): DomainError {
  return new DomainError(
    'product-retired',
    `'${name}' is out of use: no run of it is started. Take it back into use first, or choose another product.`,
    { product_id: id },
  );
}

export function machineRetired({ id, name }: Pick<Machine, 'id' | 'name'>): DomainError {
  return new DomainError(
    'machine-retired',
    `'${name}' is out of use: no run is started on it. Take it back into use first, or choose another machine.`,
    { machine_id: id },
  );
}

export function runNotFound(id: number): DomainError {
  return new DomainError('run-not-found', `There is no production run with the number ${id}.`);
}

/** The sentence is what the old front end shows and its users know. */
export function runActive(machineName: string, active: Run): DomainError {
  return new DomainError('run-active', `Machine ${machineName} already has an active production run.`, {
    machine_id: active.machineId,
    current: standing(active),
  });
}

/** Of a machine that is to go out of use. */
export function runStillActive(active: Run): DomainError {
  return new DomainError(
    'run-active',
    `Run ${active.id} is active on the machine since ${formatInstant(active.startedAt)}: complete it first, then take the machine out of use.`,
    { machine_id: active.machineId, current: standing(active) },
  );
}

/** The sentence is what the old front end shows and its users know. */
export function runCompleted(run: Run): DomainError {
  return new DomainError('run-completed', 'This run is already completed.', { current: standing(run) });
}

/** @param other without a number where it is told in the same call */
export function runOverlaps(
  wanted: Pick<Run, 'startedAt' | 'endedAt'>,
  other: Pick<Run, 'machineId' | 'startedAt' | 'endedAt'> & { readonly id?: number },
): DomainError {
  const until = (endedAt: number | null) => (endedAt === null ? 'now' : formatInstant(endedAt));
  const name = other.id === undefined ? 'another run' : `run ${other.id}`;
  return new DomainError(
    'run-overlap',
    `From ${formatInstant(wanted.startedAt)} to ${until(wanted.endedAt)} it would overlap ${name}, which lasts from ${formatInstant(other.startedAt)} to ${until(other.endedAt)}: a machine makes one product at a time.`,
    { machine_id: other.machineId, ...(other.id === undefined ? {} : { run_id: other.id }) },
  );
}

export function standing(run: Run) {
  return {
    run_id: run.id,
    product_id: run.productId,
    status: run.status,
    start_time: formatInstant(run.startedAt),
    end_time: formatOptionalInstant(run.endedAt),
    version: run.version,
  };
}
