import { beforeAll, describe, expect, it } from 'vitest';
import { USAGE_COLUMNS, usageQuery } from '../../../adapters/lake/usage-query.ts';
import { parseTrino } from '../../trino/parse-trino.ts';

const MONDAY = '2026-11-16';
const IDS = Array.from({ length: 1000 }, (_, index) => `E${index}.a_b@c-d`);

/** Installed once per machine. */
const INSTALL_MS = 120_000;

describe('the usage query', () => {
  const whole = usageQuery(MONDAY);
  const some = usageQuery(MONDAY, IDS);
  const broken = [
    whole.replace('GROUP BY', 'GROUPED BY'),
    whole.replace('COUNT(*)', 'COUNT(*'),
    whole.replace('ORDER BY', ', ORDER BY'),
    whole.replace('TRANSLATE(', 'TRANSLATED('),
    whole.replace('DECIMAL(38, 0)', 'DECIMALS(38, 0)'),
    some.replace("IN ('E0", 'IN (E0'),
  ];
  let faults: (string | null)[];

  beforeAll(async () => {
    faults = await parseTrino([whole, some, ...broken]);
  }, INSTALL_MS);

  it('is Trino SQL, of a whole week as of some employees', () => {
    expect(faults.slice(0, 2)).toEqual([null, null]);
  });

  it('would not be with a word wrong: the parser sees it', () => {
    expect(faults.slice(2)).toEqual(broken.map(() => expect.any(String)));
  });

  it('asks for the columns that are read, in their order', () => {
    const positions = USAGE_COLUMNS.map((column) => whole.search(new RegExp(`^  (.* AS )?${column},?$`, 'm')));

    expect(positions).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  it('reads Monday to Sunday, so that a wrong day is seen', () => {
    expect(whole).toContain("WHERE week_start_date BETWEEN '2026-11-16' AND '2026-11-22'");
  });

  it('names the employees of a recalculation, and all of them fit', () => {
    expect(usageQuery(MONDAY, ['E1', 'E2'])).toContain("AND employee_id IN ('E1', 'E2')");
    expect(whole).not.toContain(' IN (');
    expect(some.length).toBeLessThan(262_144);
  });

  it.each(["E1' OR '1'='1", "E1'); DROP TABLE x --", "'", '', 'E 1', 'E1\n', 'Ë1', 'E'.repeat(65)])(
    'takes no id that could be anything else: %j',
    (id) => {
      expect(() => usageQuery(MONDAY, ['E1', id])).toThrow(RangeError);
    },
  );
});

describe('the verdict of a row', () => {
  const query = usageQuery(MONDAY);

  it('is its first fault; tokens that are unknown or zero are none', () => {
    const verdicts = [...query.matchAll(/WHEN (.*) THEN '([A-Z_]+)'/g)].map(([, fault, verdict]) => [verdict, fault]);

    expect(verdicts).toEqual([
      ['MISSING_COST', 'cost_usd IS NULL'],
      ['NEGATIVE_TOKENS', 'total_tokens < 0'],
      [
        'MALFORMED_EMPLOYEE',
        expect.stringMatching(/^employee_id IS NULL OR NOT \(LENGTH\(employee_id\) BETWEEN 1 AND 64 /),
      ],
      ['NOT_A_MONDAY', "week_start_date <> '2026-11-16'"],
    ]);
    expect(query).toContain('SUM(CASE WHEN total_tokens IS NULL THEN 1 ELSE 0 END) AS rows_without_tokens');
  });
});
