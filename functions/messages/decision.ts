import { z } from 'zod';
import { DECISION_KINDS } from '../../core/budgets/decision.ts';
import {
  type BudgetFigures,
  FIGURE_NAMES,
  FIGURES_BY_NAME,
  type FigureName,
  isTokenFigure,
} from '../../core/budgets/figures.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { isPlainDate } from '../../core/values/week.ts';
import { readTokens, readUsd4, TOKENS_FORM, USD_FORM } from './figures.ts';
import { readerSchema } from './reader.ts';

/** What the routes of a budget are handed. */

/** Who asks comes from the token, which CWO from the path. */
export const budgetRequestSchema = z.object({ reader: readerSchema, cwoId: z.string().regex(IDENTIFIER, 'is no id') });
export type BudgetRequest = z.infer<typeof budgetRequestSchema>;

/** A decision as it is sent and as it is filled into the form: no larger is any that means something. */
export const DECISION_BYTES_MAX = 10_240;
const NOTE_LENGTH_MAX = 500;
/** A SHA-256. */
const SUGGESTION_ID = /^[0-9a-f]{64}$/;

const noteSchema = z.string('is no text').max(NOTE_LENGTH_MAX, `is at most ${NOTE_LENGTH_MAX} characters`);

/** The version that a writer saw, as `If-Match` has it: `3` or `"3"`. */
export const ifMatchSchema = z
  .string()
  .regex(/^(\d{1,6}|"\d{1,6}")$/, 'is the version of the budget that you saw, like "3"; "0" where nobody has decided')
  .transform((text) => Number(text.replaceAll('"', '')));

const tokensSchema = z
  .bigint(`is not ${TOKENS_FORM}`)
  .refine(isTokenFigure, `is not ${TOKENS_FORM}`)
  .nullable()
  .optional();
const usdSchema = z
  .string(`is not text of ${USD_FORM}`)
  .nullable()
  .transform((text, context) => (text === null ? null : figureOr(readUsd4(text), context, USD_FORM)))
  .optional();

/** The body of a decision, of `fromExactJson`: null empties a figure, one that is absent is kept. */
export const decisionBodySchema = z
  .strictObject({
    kind: z.enum(DECISION_KINDS, `is not one of ${DECISION_KINDS.join(', ')}`),
    tokensPerWeek: tokensSchema,
    tokensTotal: tokensSchema,
    usdPerWeek: usdSchema,
    usdTotal: usdSchema,
    effectiveFrom: z.string('is not a day').refine(isPlainDate, 'is not a day, YYYY-MM-DD').nullish(),
    suggestionId: z.string('is no id of a suggestion').regex(SUGGESTION_ID, 'is no id of a suggestion').nullish(),
    note: noteSchema.nullish(),
  })
  .transform(({ kind, effectiveFrom, suggestionId, note, ...figures }) => {
    const told = { effectiveFrom: effectiveFrom ?? null, suggestionId: suggestionId ?? null, note: note ?? null };
    return { kind, figures: byFigure(figures), ...told };
  });

/** A field of the form; an empty one is no budget. */
const fieldSchema = (read: (text: string) => bigint | undefined, form: string) =>
  z
    .string()
    .trim()
    .transform((text, context) => (text === '' ? null : figureOr(read(text), context, form)))
    .optional();
const tokensFieldSchema = fieldSchema(readTokens, TOKENS_FORM);
const usdFieldSchema = fieldSchema(readUsd4, USD_FORM);

/** The fields of the form by which a PM decides. */
export const decisionFormSchema = z
  .strictObject({
    kind: z.enum(DECISION_KINDS).exclude(['SET']),
    tokensPerWeek: tokensFieldSchema,
    tokensTotal: tokensFieldSchema,
    usdPerWeek: usdFieldSchema,
    usdTotal: usdFieldSchema,
    note: noteSchema.trim().optional(),
  })
  .transform(({ kind, note, ...figures }) => ({ kind, figures: byFigure(figures), note: note || null }));

function figureOr(figure: bigint | undefined, context: z.RefinementCtx, form: string): bigint {
  if (figure !== undefined) return figure;
  context.issues.push({ code: 'custom', message: `is not ${form}`, input: undefined });
  return z.NEVER;
}

function byFigure(named: Readonly<Partial<Record<FigureName, bigint | null | undefined>>>): Partial<BudgetFigures> {
  const given = FIGURE_NAMES.filter((name) => named[name] !== undefined);
  return Object.fromEntries(given.map((name) => [FIGURES_BY_NAME[name], named[name]]));
}

/** What is wrong with a field, by its name; an empty name where it is the whole. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

export function faultsOfFields({ issues }: z.ZodError): FieldFault[] {
  return issues.flatMap((issue): FieldFault[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((field) => ({ field, message: 'is no field' }));
    return [{ field: issue.path.join('.'), message: issue.message }];
  });
}
