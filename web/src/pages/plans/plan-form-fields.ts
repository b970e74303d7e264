import type { useFields } from '../../parts/manage/use-fields.ts';
import type { PlanForm } from './plan.ts';

type Form = ReturnType<typeof useFields<PlanForm>>;

/** What each part of the form of a plan is given. */
export interface PlanFormFields {
  readonly form: Form;
  readonly isNew: boolean;
  /** What is wrong with a field, by its path in the body: `checklist[0].minimum`. */
  readonly errorOf: (path: string) => string | undefined;
  /** Of a field with a text. */
  readonly field: (name: Parameters<Form['text']>[0]) => ReturnType<Form['text']> & { error: string | undefined };
}
