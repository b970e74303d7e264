/** What is told of a component that was made or changed: an event for programs, an audit entry for people. */
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { componentEvent } from '../events.ts';
import { auditOf, changedOf, detailsOf } from './component-details.ts';
import type { Component, ComponentDetails } from './components.types.ts';

export function tellCreated(tx: Transaction, created: Component): void {
  tx.emit(componentEvent('created', created));
  tx.audit({
    action: 'component.created',
    entityType: 'component',
    entityId: created.id,
    after: auditOf(created),
  });
}

export function tellChanged(tx: Transaction, before: Component, after: Component): void {
  const changed = changedOf(before, detailsOf(after));
  tx.emit(componentEvent('changed', after, changed.map(wireName)));
  tx.audit({
    action: 'component.changed',
    entityType: 'component',
    entityId: before.id,
    before: picked(before, changed),
    after: picked(after, changed),
  });
}

/** Answers and events call its name as the old front end does. */
function wireName(detail: keyof ComponentDetails): string {
  return detail === 'name' ? 'component_name' : snakeCase(detail);
}
