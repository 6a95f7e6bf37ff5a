import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillIn } from '../../../adapters/lake/finance-parameters.ts';
import { readFinanceQueries } from '../../../adapters/lake/finance-queries.ts';
import { ROOT } from '../../docs/markdown.ts';
import { columnsOf, dialectFaults } from '../../trino/dialects.ts';
import { parseTrino } from '../../trino/parse-trino.ts';

/** Installed once per machine. */
const INSTALL_MS = 120_000;
const PARAMS = { from: '2026-11-02', to: '2026-11-23', month: '2026-11', since: '2026-11-20T10:00:00+01:00' };

const QUERIES = [...readFinanceQueries().values()];
const STATEMENTS = QUERIES.map((query) => {
  const given = Object.fromEntries(query.parameters.map((name) => [name, PARAMS[name]]));
  return [query.name, fillIn(query, given)] as const;
});

/** Columns by query, in the order that finance's tools build on. */
const COLUMNS: Readonly<Record<string, string>> = {
  budgets: 'cwo_id monday_date budget_tokens actual_tokens utilization_pct budget_usd actual_usd provisional_pct',
  changes: 'monday_date cwo_id cost_before cost_after difference revisions',
  chase: 'monday_date age_weeks pm_employee_id method reason employee_weeks cost_usd',
  clients: 'client_id client_name tokens cost_usd estimated_usd cwos',
  'cost-per-hour': 'cwo_id cwo_name cost_usd hours usd_per_hour',
  coverage: 'monday_date allocated_pct overhead_pct unallocated_pct goal_met',
  'cwo-contract': 'cwo_id cwo_name first_week last_week tokens cost_usd estimated_usd',
  'cwo-months': 'month cwo_id cwo_name project_id client_id tokens cost_usd estimated_usd',
  'cwo-weeks': 'cwo_id cwo_name monday_date tokens cost_usd estimated_usd',
  kinds: 'monday_date recharged_usd billable_usd non_billable_usd overhead_usd unallocated_usd total_usd',
  movers: 'cwo_id cwo_name last_usd this_usd change_usd',
  projects: 'project_id project_name tokens cost_usd estimated_usd cwos',
  roles: 'role people tokens cost_usd',
  sources: 'source cwo_id tokens cost_usd',
};

describe('the ready queries', () => {
  let faults: (string | null)[];
  const broken = STATEMENTS.map(([, statement]) => statement.replace('ORDER BY', ', ORDER BY'));

  beforeAll(async () => {
    faults = await parseTrino([...STATEMENTS.map(([, statement]) => statement), ...broken]);
  }, INSTALL_MS);

  it('are Trino SQL, and would not be with a word wrong', () => {
    const told = new Map(STATEMENTS.map(([name], at) => [name, faults[at]]));

    expect([...told].filter(([, fault]) => fault !== null)).toEqual([]);
    expect(faults.slice(STATEMENTS.length)).toEqual(broken.map(() => expect.any(String)));
  });

  it('have the columns that are promised, in their order', () => {
    const columns = Object.fromEntries(STATEMENTS.map(([name, statement]) => [name, columnsOf(statement).join(' ')]));

    expect(columns).toEqual(COLUMNS);
  });

  it.each(STATEMENTS)('answers alike on both engines and names its weeks: %s', (_, statement) => {
    expect(dialectFaults(statement)).toEqual([]);
  });

  it.each(STATEMENTS)('tells of no employee but a manager: %s', (_, statement) => {
    expect(columnsOf(statement)).not.toContain('employee_id');
  });

  it.each(QUERIES)('says what it answers and what is to be filled in: $name', ({ name, answers, template }) => {
    const comments = readFileSync(`${ROOT}sql/finance/${name}.sql`, 'utf8').match(/^-- .*$/gm) ?? [];
    const explained = comments.slice(1).flatMap((line) => line.replace(/ {2}.*/, '').match(/:[a-z_]+/g) ?? []);

    expect(answers).toMatch(/^(What|Which|How) [^.]+\.$/);
    expect(explained.sort()).toEqual([...new Set(template.match(/:[a-z_]+/g) ?? [])].sort());
  });
});

describe('a statement', () => {
  const [, fine = ''] = STATEMENTS.find(([name]) => name === 'cwo-weeks') ?? [];

  it.each([
    ['a bare division', 'used.tokens,', 'used.cost_usd / used.tokens AS tokens,', 'divides'],
    ['a cast of another dialect', 'used.tokens,', 'used.tokens::bigint AS tokens,', 'casts by ::'],
    ['all columns', '  used.tokens,', '  used.*,', 'takes all columns'],
    ['a hidden column', 'used.tokens', '"$path"', 'quotes a name'],
    ['a pattern', 'GROUP BY', "AND regexp_like(cwo_id, 'C') GROUP BY", 'matches a pattern'],
    ['fewer rows', 'ORDER BY', 'LIMIT 5 ORDER BY', 'is cut off'],
    ['a window filter', 'ORDER BY', 'QUALIFY 1 = 1 ORDER BY', 'says QUALIFY'],
    [
      'an instant as text',
      'GROUP BY',
      "AND allocated_at > '2026-11-02' GROUP BY",
      'compares a day or an instant with text',
    ],
    ['the present time', 'GROUP BY', 'AND allocated_at > CURRENT_TIMESTAMP GROUP BY', 'hangs on the time'],
    ['no week', "monday_date BETWEEN '2026-11-02' AND '2026-11-23'", '1 = 1', 'names the weeks of 0 tables of 1'],
    [
      'a group by its own name',
      'GROUP BY cwo_id, monday_date',
      'GROUP BY cwo_id, tokens',
      'groups by the alias tokens',
    ],
    ['no order', 'ORDER BY used.cwo_id, used.monday_date', '', 'has no order'],
  ])('with %s is found', (_, from, to, fault) => {
    expect(fine).toContain(from);
    expect(dialectFaults(fine.replace(from, to))).toContain(fault);
  });
});
