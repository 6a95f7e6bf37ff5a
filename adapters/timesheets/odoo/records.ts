import type { z } from 'zod';
import { SourceError } from '../../../core/values/source-error.ts';
import type { SourceRequests } from '../../http/source-requests.ts';
import { countAnswer, fieldsAnswer } from './schema.ts';

export const SOURCE = 'odoo';
/** Of records in an answer. */
export const LIMIT = 5_000;
const NOT_INSTALLED = 404;

/** A condition of a search: field, operator, value. */
export type Condition = readonly [string, string, string | number | boolean];

interface Search<Row> {
  readonly model: string;
  readonly domain: readonly Condition[];
  readonly fields: readonly string[];
  readonly row: z.ZodType<Row>;
}

/** Records of Odoo, as the key may see them. */
export class OdooRecords {
  readonly #requests: SourceRequests;

  constructor(requests: SourceRequests) {
    this.#requests = requests;
  }

  /** Which of the fields the model has: none of them where it is not installed. */
  async fieldsOf<Name extends string>(model: string, names: readonly Name[], signal: AbortSignal): Promise<Name[]> {
    const found = await this.#requests.json(pathOf(model, 'fields_get'), {
      body: { allfields: names, attributes: ['type'] },
      statuses: [200, NOT_INSTALLED],
      schema: fieldsAnswer,
      signal,
    });
    return names.filter((name) => found.includes(name));
  }

  count(model: string, domain: readonly Condition[], signal: AbortSignal): Promise<number> {
    return this.#requests.json(pathOf(model, 'search_count'), { body: { domain }, schema: countAnswer, signal });
  }

  /**
   * The next records by id: there are more where it is as many as an answer has.
   * @throws SourceError MALFORMED where they are not those behind the id
   */
  async page<Row extends { readonly id: number }>(
    { model, domain, fields, row }: Search<Row>,
    after: number,
    signal: AbortSignal,
  ): Promise<Row[]> {
    const path = pathOf(model, 'search_read');
    const rows = await this.#requests.json(path, {
      // Archived ones too.
      body: {
        domain: [...domain, ['id', '>', after]],
        fields,
        order: 'id',
        limit: LIMIT,
        context: { active_test: false },
      },
      schema: row.array().max(LIMIT),
      signal,
    });
    const astray = rows.findIndex(({ id }, index) => id <= (rows[index - 1]?.id ?? after));
    if (astray < 0) return rows;
    throw new SourceError('MALFORMED', `${SOURCE} ${path}: ${astray}: is not behind the record before it`);
  }

  async all<Row extends { readonly id: number }>(search: Search<Row>, signal: AbortSignal): Promise<Row[]> {
    const rows = await this.page(search, 0, signal);
    for (let read = rows.length; read === LIMIT; ) {
      const page = await this.page(search, rows.at(-1)?.id ?? 0, signal);
      rows.push(...page);
      read = page.length;
    }
    return rows;
  }
}

function pathOf(model: string, method: string): string {
  return `/json/2/${model}/${method}`;
}
