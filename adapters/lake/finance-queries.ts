import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParameterName, parametersOf } from './finance-parameters.ts';

/** A ready query, as its file in `sql/finance/` holds it. */
export interface FinanceQuery {
  readonly name: string;
  /** What it answers, in a sentence. */
  readonly answers: string;
  /** All are needed. */
  readonly parameters: readonly ParameterName[];
  /** SQL with `:name` in the place of each literal, without comments. */
  readonly template: string;
}

const FOLDER = fileURLToPath(new URL('../../sql/finance/', import.meta.url));
const COMMENT = /^\s*-- ?/;

/** The ready queries by name. */
export function readFinanceQueries(): ReadonlyMap<string, FinanceQuery> {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.sql$/, ''));
  return new Map(names.sort().map((name) => [name, read(name)]));
}

function read(name: string): FinanceQuery {
  const lines = readFileSync(`${FOLDER}${name}.sql`, 'utf8').trimEnd().split('\n');
  const answers = (lines[0] as string).replace(COMMENT, '');
  const template = lines.filter((line) => !COMMENT.test(line)).join('\n');
  return { name, answers, parameters: parametersOf(template), template };
}
