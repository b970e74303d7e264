/**
 * Events of the log as they go out live: put together as text once, from what is stored as text, and never parsed on the
 * way. What comes out is what {@link eventToWire} says.
 */
import { formatInstant } from '../../kernel/instant.ts';
import { EVENT_TYPE_PREFIX, type EventsTable } from '../../platform/outbox/index.ts';
import type { StreamedEvent } from '../../platform/realtime/index.ts';
import { sourceOf } from './events.wire.ts';

export function toStreamedEvent(event: EventsTable, epoch: string): StreamedEvent {
  return new StoredEvent(event, epoch);
}

class StoredEvent implements StreamedEvent {
  readonly #event: EventsTable;
  readonly #epoch: string;
  readonly topic: string;
  #json: string | undefined;
  #data: Readonly<Record<string, unknown>> | undefined;
  #machineId: string | null | undefined;

  constructor(event: EventsTable, epoch: string) {
    this.#event = event;
    this.#epoch = epoch;
    this.topic = event.type.slice(EVENT_TYPE_PREFIX.length).split('.', 1)[0] ?? '';
  }

  get sequence() {
    return this.#event.sequence;
  }

  get type() {
    return this.#event.type;
  }

  get occurredAt() {
    return this.#event.occurred_at;
  }

  get data() {
    this.#data ??= JSON.parse(this.#event.data) as Readonly<Record<string, unknown>>;
    return this.#data;
  }

  get machineId() {
    if (this.#machineId === undefined) this.#machineId = this.#findMachine() ?? null;
    return this.#machineId ?? undefined;
  }

  #findMachine(): string | undefined {
    // to parse the data of every event would cost more than all else that is done with it
    if (this.#event.data.includes('"machine_id"')) {
      const { machine_id: id } = this.data;
      if (typeof id === 'string') return id;
    }
    return /^machines\/([^/]+)/.exec(this.#event.subject)?.[1];
  }

  json(): string {
    this.#json ??= this.#write();
    return this.#json;
  }

  /** Many are remembered: what is joined is one text, where texts that are added up stay some forty for as long. */
  #write(): string {
    const { id, type, subject, occurred_at, recorded_at, data, sequence } = this.#event;
    return [
      `{"specversion":"1.0","id":"${id}","source":"${sourceOf(this.#epoch)}","type":"${type}","subject":`,
      JSON.stringify(subject),
      `,"time":"${formatInstant(occurred_at)}","datacontenttype":"application/json","data":`,
      data,
      `,"sequence":"${sequence}","epoch":"${this.#epoch}","recordedat":"${formatInstant(recorded_at)}"}`,
    ].join('');
  }
}
