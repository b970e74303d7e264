/** What the factory can set about shift reports. */
import { Type } from 'typebox';
import { defineSetting, type SettingDefinition } from '../../platform/settings/index.ts';

export const reportDelayMinutes = defineSetting({
  key: 'shift_reports.delay_minutes',
  schema: Type.Integer({ minimum: 0, maximum: 720 }),
  default: 10,
  unit: 'minutes',
  description:
    'How long after the end of a shift its report is made: what machines and FourJaw tell late is in it, and people have time to name their stops.',
});

export const catchUpDays = defineSetting({
  key: 'shift_reports.catch_up_days',
  schema: Type.Integer({ minimum: 0, maximum: 31 }),
  default: 3,
  unit: 'days',
  description:
    'Reports of shifts that ended while MillDash did not run are made later, of so many days at most. With 0 no reports are made by themselves.',
});

export const reportRetentionDays = defineSetting({
  key: 'retention.shift_report_days',
  schema: Type.Integer({ minimum: 1, maximum: 36_500 }),
  default: 1_095,
  unit: 'days',
  description: 'How long shift reports are kept after the end of their shift.',
});

export const shiftReportSettings: readonly SettingDefinition[] = [reportDelayMinutes, catchUpDays, reportRetentionDays];
