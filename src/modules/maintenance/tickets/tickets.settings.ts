/** What the factory can set about its tickets. */
import { Type } from 'typebox';
import { HOUR_MS } from '../../../kernel/clock.ts';
import { defineSetting, type SettingsReader } from '../../../platform/settings/index.ts';
import { categoryOf, type Priority } from './tickets.rules.ts';

const CATEGORY_LENGTH_MAX = 60;
const DUE_HOURS_MAX = 87_600;
const hours = Type.Number({ exclusiveMinimum: 0, maximum: DUE_HOURS_MAX });

export const ticketCategories = defineSetting({
  key: 'tickets.categories',
  schema: Type.Array(
    Type.String({
      minLength: 1,
      maxLength: CATEGORY_LENGTH_MAX,
      pattern: '\\S',
      errorMessage: `must have 1 to ${CATEGORY_LENGTH_MAX} characters, and not spaces alone`,
    }),
    { minItems: 1, maxItems: 100, uniqueItems: true },
  ),
  default: ['Mechanical', 'Electrical', 'Tooling', 'Hydraulic', 'Software', 'Other'],
  description: 'What a ticket can be about. Tickets keep the category that they were given.',
});

export const defaultCategory = defineSetting({
  key: 'tickets.default_category',
  schema: Type.String({ minLength: 1, maxLength: CATEGORY_LENGTH_MAX }),
  default: 'Other',
  description: 'Category of a ticket that names none; the first of the list where the list does not have it.',
});

export const dueHours = defineSetting({
  key: 'tickets.due_hours',
  schema: Type.Object({ Low: hours, Medium: hours, High: hours, Critical: hours }, { additionalProperties: false }),
  default: { Low: 168, Medium: 72, High: 24, Critical: 4 },
  unit: 'hours',
  description:
    'When a ticket is due, from being logged or reopened, by its priority. A change acts on tickets to come.',
});

/** The settings that opening and changing tickets goes by, read before a transaction begins. */
export interface TicketPolicy {
  readonly categories: readonly string[];
  readonly defaultCategory: string;
  dueAt(priority: Priority, fromMs: number): number;
}

export async function readTicketPolicy(settings: SettingsReader): Promise<TicketPolicy> {
  const { categories, wanted, due } = await settings.valuesOf({
    categories: ticketCategories,
    wanted: defaultCategory,
    due: dueHours,
  });
  return {
    categories,
    defaultCategory: categoryOf(wanted, categories) ?? categories[0] ?? wanted,
    dueAt: (priority, fromMs) => fromMs + Math.round(due[priority] * HOUR_MS),
  };
}
