import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvidenceReader } from '../../../core/billing/known-evidence.ts';
import { type SourceLine, sourceLines } from '../../../core/billing/source-lines.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { source } from '../../worlds/heads.ts';
import { entry, known, MONDAY } from '../../worlds/rule-weeks.ts';
import { decided } from './heads-with-evidence.ts';

const TWO_TO_ONE = known({ entries: [entry('T1', '20.00'), entry('T2', '10.00')] });
const tell = ({ source: name, line, tokens, costUsd4 }: SourceLine) =>
  `${name} ${line.target} ${tokens} ${formatUsd4(costUsd4)}`;

describe('the lines of an employee-week by source', () => {
  it('are the table of both, by source', async () => {
    const { head, evidence } = decided(MONDAY, TWO_TO_ONE, [
      source('30.00', 600n, 'cursor'),
      source('15.00', 300n, 'claude'),
    ]);

    expect((await sourceLines(head, evidence)).map(tell)).toEqual([
      'claude C1 200 10.0000',
      'claude C2 100 5.0000',
      'cursor C1 400 20.0000',
      'cursor C2 200 10.0000',
    ]);
  });

  it('are as the lines weigh where credits cancel the cost out, and every line is still 0', async () => {
    const { head, evidence } = decided(MONDAY, TWO_TO_ONE, [
      source('-0.0010', 0n, 'a-credit'),
      source('0.0010', 3n, 'tool'),
    ]);

    expect((await sourceLines(head, evidence)).map(tell)).toEqual([
      'a-credit C1 0 -0.0007',
      'a-credit C2 0 -0.0003',
      'tool C1 2 0.0007',
      'tool C2 1 0.0003',
    ]);
  });

  it('are none where there is no line', async () => {
    const { head, evidence } = decided(MONDAY, TWO_TO_ONE, [source('0.00', 0n)]);

    expect(await sourceLines(head, evidence)).toEqual([]);
  });

  it('are an error where the lines are not of the usage: nothing is made up', async () => {
    const { head } = decided(MONDAY, TWO_TO_ONE, [source('45.00')]);
    const { inputs } = head.revision;
    const other = { ...head, revision: { ...head.revision, inputs: { ...inputs, sources: [source('44.00')] } } };

    await expect(sourceLines(other, new EvidenceReader({ find: async () => null }))).rejects.toThrow(RangeError);
  });
});

describe('any sources', () => {
  const cost = fc.oneof(fc.bigInt({ min: -5_000_000n, max: 50_000_000n }), fc.bigInt({ min: -300n, max: 300n }));
  const used = fc.array(fc.record({ cost, tokens: fc.nat({ max: 10 ** 6 }) }), { minLength: 1, maxLength: 6 });
  const logged = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 });

  it('sum to the lines one way and to their own 4 decimals the other, each within a unit', async () => {
    await fc.assert(
      fc.asyncProperty(used, logged, async (costs, hours) => {
        const sources = costs.map(({ cost: costUsd6, tokens }, at) => ({
          source: `s${at}`,
          tokens: BigInt(tokens),
          costUsd6,
        }));
        fc.pre(sumUsage(sources).costUsd6 >= 0n);
        const entries = hours.map((hundredths, at) => ({ ...entry(`T${at + 1}`, '0.00'), hours: hundredths }));
        const { head, evidence } = decided(MONDAY, known({ entries }), sources);
        const { lines } = head.revision.allocation;
        const parts = await sourceLines(head, evidence);
        fc.pre(lines.length > 0);

        const sumOf = (some: readonly SourceLine[]) =>
          some.reduce((sum, part) => ({ tokens: sum.tokens + part.tokens, costUsd4: sum.costUsd4 + part.costUsd4 }), {
            tokens: 0n,
            costUsd4: 0n,
          });
        for (const line of lines) {
          const { tokens, costUsd4 } = line;
          expect(sumOf(parts.filter((part) => part.line === line))).toEqual({ tokens, costUsd4 });
        }
        expect(sumOf(parts)).toEqual(weeklyAmount(sumUsage(sources)));
        for (const { source: name, tokens, costUsd6 } of sources) {
          const mine = sumOf(parts.filter((part) => part.source === name));
          expect(mine.tokens).toBe(tokens);
          const beyond = mine.costUsd4 * 100n - costUsd6;
          expect(beyond > -100n && beyond < 100n, `${name} is ${mine.costUsd4} of ${costUsd6}`).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
