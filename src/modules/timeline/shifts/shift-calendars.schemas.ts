/** What requests and answers about shift calendars, exceptions and instances look like. */
import { Type } from 'typebox';
import {
  closed,
  dateField,
  instantField,
  orNull,
  pageOf,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { SHIFT_CODE_PATTERN, SHIFTS_A_DAY_MAX } from './shift-patterns.rules.ts';

const time = (description: string, example: string) =>
  Type.String({
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    errorMessage: 'must be a time of day such as 06:00',
    maxLength: 5,
    description,
    examples: [example],
  });
const code = Type.String({
  pattern: SHIFT_CODE_PATTERN,
  errorMessage: 'must be 1 to 16 capital letters, digits and underscores',
  maxLength: 16,
  description: 'Name of the shift in questions and answers: capital letters, digits, underscores.',
  examples: ['NIGHT'],
});
const Shift = Type.Object(
  {
    code,
    start: time('Local time of the factory.', '18:00'),
    end: time('Local time; at or before the start it is on the next day.', '06:00'),
  },
  { ...closed, title: 'Shift' },
);
const shifts = (description: string) => Type.Array(Shift, { maxItems: SHIFTS_A_DAY_MAX, description });
const Weekly = Type.Object(
  {
    monday: shifts('Shifts that begin on Monday.'),
    tuesday: shifts('Shifts that begin on Tuesday.'),
    wednesday: shifts('Shifts that begin on Wednesday.'),
    thursday: shifts('Shifts that begin on Thursday.'),
    friday: shifts('Shifts that begin on Friday.'),
    saturday: shifts('Shifts that begin on Saturday.'),
    sunday: shifts('Shifts that begin on Sunday.'),
  },
  { ...closed, title: 'WeeklyShifts' },
);
const weekly = orNull(Weekly);
const placeId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A site, area or line.' });
const machineId = Type.String({ maxLength: 200, description: 'One machine.', examples: ['6809f67ffc54c40ff1b489cf'] });
const scopeAnswer = {
  scope: Type.String({ description: '`factory`, `place:<id>` or `machine:<id>`.', examples: ['place:3'] }),
  place_id: orNull(placeId),
  machine_id: orNull(machineId),
};
/** Neither: the whole factory. */
const scopeGiven = { place_id: Type.Optional(orNull(placeId)), machine_id: Type.Optional(orNull(machineId)) };
const note = Type.String({ maxLength: 500, description: 'Why, for people.', examples: ['Summer pattern'] });
const validFrom = dateField('Local date from which the pattern holds, until the next calendar of the same scope.');

export const CalendarAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the calendar.', examples: [1] }),
    ...scopeAnswer,
    valid_from: validFrom,
    weekly,
    note: orNull(note),
    from_environment: Type.Boolean({
      description: 'True while it follows DAY_SHIFT_START and DAY_SHIFT_END, because nobody has changed it.',
    }),
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'ShiftCalendar' },
);
export const CalendarsAnswer = pageOf(CalendarAnswer);
export const CalendarListQuery = Type.Object({
  machine_id: Type.Optional({ ...machineId, description: 'Only calendars that have a say for this machine.' }),
});
const calendarDetails = {
  valid_from: validFrom,
  weekly: Type.Union([Weekly, Type.Null()], {
    description: 'Null: from that date on the enclosing scope holds again; not for the factory.',
  }),
  note: Type.Optional(orNull(note)),
};
export const NewCalendarBody = Type.Object(
  { ...scopeGiven, ...calendarDetails },
  { ...closed, title: 'NewShiftCalendar' },
);
export const CalendarBody = Type.Object(
  { ...calendarDetails, version: versionGiven },
  { ...closed, title: 'ShiftCalendarChanges' },
);

export const ExceptionAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the exception.', examples: [1] }),
    ...scopeAnswer,
    date: dateField('Local date.'),
    shifts: shifts('What is worked instead of the pattern; none: closed.'),
    note: orNull(note),
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'ShiftException' },
);
export const ExceptionsAnswer = pageOf(ExceptionAnswer);
export const ExceptionListQuery = Type.Object({
  from: Type.Optional(dateField('First local date.')),
  to: Type.Optional(dateField('Last local date.')),
});
const exceptionDetails = {
  date: dateField('Local date.'),
  shifts: shifts('What is worked instead of the pattern; none: closed.'),
  note: Type.Optional(orNull(note)),
};
export const NewExceptionBody = Type.Object(
  { ...scopeGiven, ...exceptionDetails },
  { ...closed, title: 'NewShiftException' },
);
export const ExceptionBody = Type.Object(
  { ...exceptionDetails, version: versionGiven },
  { ...closed, title: 'ShiftExceptionChanges' },
);

export const InstancesQuery = Type.Object({
  start_time: Type.String({
    maxLength: 40,
    description: 'Begin of the range, RFC 3339.',
    examples: ['2026-09-01T00:00:00Z'],
  }),
  end_time: Type.String({
    maxLength: 40,
    description: 'End of the range, not part of it.',
    examples: ['2026-09-08T00:00:00Z'],
  }),
  machine_id: Type.Optional({ ...machineId, description: "Its calendar; absent: the factory's." }),
});
export const InstancesAnswer = pageOf(
  Type.Object({
    shift: code,
    start_time: instantField('Begin.'),
    end_time: instantField('End, not part of it.'),
    production_day: dateField('The local date on which it began: what day, week and month mean in every answer.'),
    duration_seconds: Type.Number({ description: 'Seconds; a night of 12 hours has 13 or 11 when the clocks change.' }),
  }),
);
