/** `POST …/retire` and `…/reinstate`: the same two steps for every kind of record that is never deleted. */
import type { Static, TObject, TSchema } from 'typebox';
import type { Actor, Permission } from '../../kernel/access.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { reasonBody } from './fields.ts';
import type { RouteApp } from './routes.ts';

export interface RetirementRoutes<Params extends TObject, Answer extends TSchema> {
  readonly tags: readonly string[];
  /** Of the record: `/api/v1/products/:id`. */
  readonly path: string;
  readonly params: Params;
  readonly answer: Answer;
  readonly permission: Permission;
  /** Of both steps. */
  readonly errors: readonly ErrorCode[];
  /** Of one step only. */
  readonly refusals?: { readonly retire?: readonly ErrorCode[]; readonly reinstate?: readonly ErrorCode[] };
  /** What it is, in the sentences of the reference: `product`. */
  readonly noun: string;
  /** What follows from each step, as a sentence. */
  readonly consequences: { readonly retire?: string; readonly reinstate?: string };
  readonly set: (step: RetirementRequest<Static<Params>>) => Promise<Static<Answer>>;
}

export interface RetirementRequest<Params> {
  readonly actor: Actor;
  readonly params: Params;
  readonly retired: boolean;
  readonly reason: string | undefined;
}

const NOTHING_TWICE = 'Repeating it changes nothing.';

export function addRetirement<Params extends TObject, Answer extends TSchema>(
  app: RouteApp,
  {
    tags,
    path,
    params,
    answer,
    permission,
    errors,
    refusals = {},
    noun,
    consequences,
    set,
  }: RetirementRoutes<Params, Answer>,
): void {
  const steps = [
    { step: 'retire', retired: true, summary: `Take a ${noun} out of use` },
    { step: 'reinstate', retired: false, summary: `Take a retired ${noun} back into use` },
  ] as const;
  for (const { step, retired, summary } of steps) {
    const consequence = consequences[step];
    const description = consequence === undefined ? NOTHING_TWICE : `${consequence} ${NOTHING_TWICE}`;
    app.post(
      `${path}/${step}`,
      {
        schema: {
          tags,
          summary,
          description,
          params: params as TObject,
          body: reasonBody,
          response: { 200: answer as TSchema },
        },
        config: { permission, errors: [...errors, ...(refusals[step] ?? [])] },
      },
      async ({ actor, params: given, body }) =>
        set({ actor, params: given as Static<Params>, retired, reason: body?.reason }),
    );
  }
}
