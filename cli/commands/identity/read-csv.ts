import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ACTOR_TARGETS, ANY_SOURCE, type NewIdentity } from '../../../core/collection/identity.ts';
import { ACTOR_KINDS } from '../../../core/collection/usage-fact.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { isPlainDate } from '../../../core/values/week.ts';
import { USAGE_SOURCES } from '../../../functions/names.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const FAULTS_MAX = 20;
/** Of an actor: that of a long address, or of a key. */
const ID_CHARACTERS_MAX = 320;

const day = z.string().refine(isPlainDate, 'is no day, YYYY-MM-DD');
const emptyIsNull = (text: string) => (text === '' ? null : text);

/** A row of the file, and the options of `identity set`: columns by name. */
export const identityRow = z
  .object({
    source: z
      .string()
      .default(ANY_SOURCE)
      .refine((name) => name === ANY_SOURCE || Object.hasOwn(USAGE_SOURCES, name), 'is no source of usage, nor *'),
    actor_kind: z.enum(ACTOR_KINDS).exclude(['NONE']),
    actor_id: z.string().trim().min(1).max(ID_CHARACTERS_MAX),
    target: z.enum(ACTOR_TARGETS).default('employee'),
    employee_id: z.string().default('').transform(emptyIsNull),
    valid_from: day,
    valid_to: z.string().default('').transform(emptyIsNull).pipe(day.nullable()),
  })
  .check(({ value, issues }) => {
    for (const [path, message] of faultsOf(value)) issues.push({ code: 'custom', input: value, path: [path], message });
  });

export function toIdentity(row: z.output<typeof identityRow>, by: string): NewIdentity {
  const { source, actor_kind: kind, actor_id, target, employee_id: employeeId, valid_from, valid_to } = row;
  const id = kind === 'EMAIL' ? actor_id.toLowerCase() : actor_id;
  return { source, actor: { kind, id }, target, employeeId, validFrom: valid_from, validTo: valid_to, by };
}

/**
 * Reads a file of identities: a title line, columns by name, comma or semicolon. A column that no entry has is a fault:
 * a date below a misspelt title would be lost.
 * @throws WrongUseError naming column and line of every fault, the last line of a row that has several
 */
export function readIdentities(path: string, by: string): NewIdentity[] {
  const faults: string[] = [];
  const identities: NewIdentity[] = [];
  for (const { record, info } of readRows(path)) {
    const parsed = identityRow.safeParse(withoutEmpty(record));
    if (parsed.success) identities.push(toIdentity(parsed.data, by));
    else {
      for (const { path: field, message } of parsed.error.issues) {
        faults.push(`line ${info.lines}: ${field.join('.') || 'row'}: ${message}`);
      }
    }
  }
  if (faults.length === 0) return identities;
  const more = faults.length > FAULTS_MAX ? [`and ${faults.length - FAULTS_MAX} more faults`] : [];
  throw new WrongUseError(`nothing of ${path} was taken:\n  ${[...faults.slice(0, FAULTS_MAX), ...more].join('\n  ')}`);
}

interface Row {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

function readRows(path: string): Row[] {
  const text = readText(path);
  const options = { bom: true, trim: true, skip_empty_lines: true, delimiter: [',', ';'] };
  try {
    return parse(text, { ...options, columns: checkedTitles, info: true }) as unknown as Row[];
  } catch (error) {
    throw new WrongUseError(`${path} is no CSV: ${(error as Error).message}`);
  }
}

function checkedTitles(titles: readonly string[]): string[] {
  for (const [index, title] of titles.entries()) {
    if (!Object.hasOwn(identityRow.shape, title)) throw new Error(`its column ${title} is none of an identity`);
    if (titles.indexOf(title) !== index) throw new Error(`it has its column ${title} twice`);
  }
  return [...titles];
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > FILE_BYTES_MAX) throw new Error(`is larger than ${FILE_BYTES_MAX} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new WrongUseError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** An empty cell of a column with a default is one that is not there. */
function withoutEmpty(row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''));
}

function faultsOf(row: {
  target: string;
  employee_id: string | null;
  valid_from: string;
  valid_to: string | null;
}): [string, string][] {
  const { target, employee_id: employeeId, valid_from: from, valid_to: to } = row;
  const isEmployee = target === 'employee';
  const faults: [boolean, string, string][] = [
    [isEmployee && employeeId === null, 'employee_id', 'is missing'],
    [isEmployee && employeeId !== null && !IDENTIFIER.test(employeeId), 'employee_id', 'is no id of an employee'],
    [!isEmployee && employeeId !== null, 'employee_id', `is not for target ${target}`],
    [to !== null && to <= from, 'valid_to', 'is not behind valid_from'],
  ];
  return faults.flatMap(([is, path, message]) => (is ? [[path, message] as [string, string]] : []));
}
