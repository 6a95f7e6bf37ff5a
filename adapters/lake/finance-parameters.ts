import { z } from 'zod';
import { addDays, isMonday, isPlainDate, mondayOf, type PlainDate } from '../../core/values/week.ts';

/** Parameters of a ready query are missing, unknown or malformed; the message names each. */
export class FinanceParameterError extends Error {
  override readonly name = 'FinanceParameterError';
}

interface Parameter {
  /** What it has to be, for people. */
  readonly form: string;
  readonly fits: (text: string) => boolean;
  /** The SQL literals that are made of it, by the name that stands for each in a query. */
  readonly literals: Readonly<Record<string, (text: string) => string>>;
}

const MONDAY = { form: 'a Monday, as 2026-11-02', fits: isMonday };
const instant = z.iso.datetime({ offset: true });

/** What a query may be asked with. Only a text that fits becomes a literal, so nothing else comes into a statement. */
const PARAMETERS = {
  from: { ...MONDAY, literals: { from: quoted } },
  to: { ...MONDAY, literals: { to: quoted, to_before: (monday) => quoted(addDays(monday, -7)) } },
  month: {
    form: 'a month, as 2026-11',
    fits: (text) => isPlainDate(`${text}-01`),
    literals: {
      month: quoted,
      month_from: (month) => quoted(mondayOf(`${month}-01`)),
      month_to: (month) => quoted(mondayOf(lastDayOf(month))),
    },
  },
  since: {
    form: 'an instant with its offset, as 2026-11-20T09:00:00Z',
    fits: (text) => instant.safeParse(text).success && Date.parse(text) > 0,
    literals: { since: timestamp },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

const PLACEHOLDER = /:([a-z_]+)/g;
const ALL = Object.entries<Parameter>(PARAMETERS) as [ParameterName, Parameter][];

/** The parameters of which a template has literals. */
export function parametersOf(template: string): ParameterName[] {
  const used = new Set([...template.matchAll(PLACEHOLDER)].map(([, literal]) => literal));
  return ALL.filter(([, { literals }]) => Object.keys(literals).some((literal) => used.has(literal))).map(
    ([name]) => name,
  );
}

/**
 * The statement of a query, filled in.
 * @param given texts by parameter; `to` is not before `from`
 * @throws FinanceParameterError
 */
export function fillIn(
  { parameters, template }: { readonly parameters: readonly ParameterName[]; readonly template: string },
  given: Readonly<Record<string, string>>,
): string {
  const faults = faultsOf(parameters, given);
  if (faults.length > 0) throw new FinanceParameterError(faults.join('; '));
  const literals = new Map<string, string>();
  for (const [name, parameter] of ALL) {
    const text = given[name];
    if (text === undefined) continue;
    for (const [literal, make] of Object.entries(parameter.literals)) literals.set(literal, make(text));
  }
  return template.replace(PLACEHOLDER, (_, literal: string) => literals.get(literal) as string);
}

function faultsOf(parameters: readonly ParameterName[], given: Readonly<Record<string, string>>): string[] {
  const missing = parameters.filter((name) => given[name] === undefined);
  const unknown = Object.keys(given).filter((name) => !parameters.some((one) => one === name));
  const malformed = parameters.filter((name) => given[name] !== undefined && !PARAMETERS[name].fits(given[name]));
  const isTurned =
    malformed.length === 0 && given.from !== undefined && given.to !== undefined && given.to < given.from;
  return [
    ...missing.map((name) => `parameter ${name} is missing: ${PARAMETERS[name].form}`),
    ...unknown.map((name) => `there is no parameter ${name} here: ${parameters.join(', ') || 'none is taken'}`),
    ...malformed.map((name) => `parameter ${name} is not ${PARAMETERS[name].form}: '${given[name]}'`),
    ...(isTurned ? [`parameter to is before parameter from: ${given.to}, ${given.from}`] : []),
  ];
}

function lastDayOf(month: string): PlainDate {
  const inNextMonth = addDays(`${month}-28`, 4);
  return addDays(`${inNextMonth.slice(0, 8)}01`, -1);
}

function quoted(text: string): string {
  return `'${text}'`;
}

/** UTC to the millisecond, as instants rest in the lake. */
function timestamp(text: string): string {
  return `TIMESTAMP '${new Date(text).toISOString().slice(0, -1).replace('T', ' ')}'`;
}
