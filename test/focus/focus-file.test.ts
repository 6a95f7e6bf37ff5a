import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFocusFile } from '../../adapters/focus/focus-file.ts';
import { productOf } from '../../adapters/focus/products.ts';
import { allocatedCharges } from '../../core/billing/focus-charges.ts';
import { FOCUS_COLUMNS, FOCUS_VERSION, type FocusRow, toFocusRow } from '../../core/billing/focus-rows.ts';
import { decided } from '../core/billing/heads-with-evidence.ts';
import { source } from '../worlds/heads.ts';
import { cwo, entry, known, MONDAY, plan, RULE_ROWS, type WeekStory } from '../worlds/rule-weeks.ts';
import { validateFocus } from './validate-focus.ts';

const INSTALL_MS = 300_000;
/**
 * What fails on every file. Of an InvoiceId it is asked that it is null and that it is not; and the last rule of quantities,
 * with those that rest on it, asks for a column of commitments, which nobody has who buys by use.
 */
const FALSE_ALARMS = [
  'InvoiceId-C-005-C',
  ...['000', '003', '004', '005', '006'].map((no) => `ConsumedQuantity-C-${no}-C`),
];
const STRANGE = 'Ärger & "Söhne", a=b\r\n+1 😀 \u202eright to left';

const folder = mkdtempSync(join(tmpdir(), 'focus-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Weeks of every kind: several sources, a credit, thirds, a name with every sign, leave, nobody's. */
async function* rowsOfEveryKind(): AsyncGenerator<FocusRow> {
  const named = { ...RULE_ROWS, cwos: [cwo('C1', { name: STRANGE }), ...RULE_ROWS.cwos.slice(1)] };
  const stories: WeekStory[] = [
    { entries: [entry('T1', '20.00'), entry('T2', '10.00'), entry('TI', '3.00'), entry('TX', '1.00')] },
    { plans: ['R1', 'R2', 'R3'].map((role) => plan(role, '0.00')) },
    { leave: '40.00' },
    { status: null },
  ];
  for (const [at, story] of stories.entries()) {
    const sources = [
      source('45.000001', 9_000_000n),
      source('-1.00', 0n, 'cursor'),
      source('0.333333', 7n, 'own_tool'),
    ];
    const { head, evidence } = decided(MONDAY, known(story), sources, named);
    for (const charge of await allocatedCharges(head, `E${at}`, evidence))
      yield toFocusRow(charge, productOf(charge.source));
  }
}

const metadataOf = (rows: number) =>
  ({ focusVersion: FOCUS_VERSION, month: '2026-11', rows, billedCost: '1.0000' }) as const;

describe('a FOCUS file', () => {
  it('is found right by the public validator, as far as it goes', { timeout: INSTALL_MS }, async () => {
    const file = join(folder, 'rows.csv');
    await writeFocusFile(file, rowsOfEveryKind(), metadataOf);

    const { passed, failed } = await validateFocus(file);

    expect(failed.toSorted()).toEqual(FALSE_ALARMS.toSorted());
    expect(passed).toBeGreaterThan(150);
  });

  it('is found wrong where a column that must be there is not', { timeout: INSTALL_MS }, async () => {
    const file = join(folder, 'without-currency.csv');
    await writeFocusFile(join(folder, 'whole.csv'), rowsOfEveryKind(), metadataOf);
    const whole: Record<string, string>[] = parse(readFileSync(join(folder, 'whole.csv')), { columns: true });
    const at = FOCUS_COLUMNS.indexOf('BillingCurrency');
    const without = [FOCUS_COLUMNS.toSpliced(at, 1), ...whole.map((row) => Object.values(row).toSpliced(at, 1))];
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    writeFileSync(file, without.map((row) => row.map(quoted).join(',')).join('\r\n'));

    const { failed } = await validateFocus(file);

    expect(failed).toContainEqual(expect.stringMatching(/^BillingCurrency-/));
  });

  it('keeps every sign of a name, has the empty field for null, and says beside it what it holds', async () => {
    const file = join(folder, 'signs.csv');
    const metadata = await writeFocusFile(file, rowsOfEveryKind(), metadataOf);

    const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });

    expect(rows).toHaveLength(metadata.rows);
    expect(Object.keys(rows[0] ?? {})).toEqual(FOCUS_COLUMNS);
    expect(rows[0]).toMatchObject({ AllocatedResourceName: STRANGE, ChargeClass: '', InvoiceId: '' });
    for (const { AllocatedMethodDetails = '' } of rows)
      expect(JSON.parse(AllocatedMethodDetails).Elements).toHaveLength(1);
    expect(JSON.parse(readFileSync(`${file}.metadata.json`, 'utf8'))).toEqual(metadata);
  });

  it('is not there where a row could not be made, and one that was there stays', async () => {
    const file = join(folder, 'kept.csv');
    await writeFocusFile(file, rowsOfEveryKind(), metadataOf);
    const before = readFileSync(file, 'utf8');
    async function* broken(): AsyncGenerator<FocusRow> {
      for await (const row of rowsOfEveryKind()) {
        yield row;
        throw new Error('no answer');
      }
    }

    await expect(writeFocusFile(file, broken(), metadataOf)).rejects.toThrow('no answer');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
