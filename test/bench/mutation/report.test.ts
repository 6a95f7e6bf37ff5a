import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MutationReport, roomTable, survivorLines } from '../../../bench/mutation/report.ts';
import { ROOT } from '../../../local/paths.ts';

const at = (line: number) => ({ start: { line } });
const REPORT: MutationReport = {
  files: {
    'core/values/money.ts': {
      mutants: [
        { mutatorName: 'ArithmeticOperator', replacement: 'a\n  - b', status: 'Survived', location: at(10) },
        { mutatorName: 'BooleanLiteral', replacement: 'true', status: 'NoCoverage', location: at(9) },
        { mutatorName: 'BlockStatement', replacement: '{}', status: 'Killed', location: at(3) },
      ],
    },
    'core/values/hours.ts': {
      mutants: [{ mutatorName: 'BlockStatement', replacement: '{}', status: 'Timeout', location: at(1) }],
    },
    'adapters/sqs/change-queue.ts': {
      mutants: [{ mutatorName: 'Regex', status: 'CompileError', location: at(1) }],
    },
  },
};

describe('the report of planted faults', () => {
  it('counts by room what was noticed, what was not, and what no test reaches', () => {
    const rows = roomTable(REPORT)
      .split('\n')
      .filter((line) => line.includes('│'))
      .map((line) => line.split(/\s*│\s*/).slice(1, -1));

    expect(rows).toEqual([
      ['room', 'killed', 'survived', 'reached by no test'],
      ['adapters/sqs', '0', '0', '0'],
      ['core/values', '2', '1', '1'],
      ['all', '2', '1', '1'],
    ]);
  });

  it('names each fault that was not noticed, by line, in one line', () => {
    expect(survivorLines(REPORT)).toEqual([
      'core/values/money.ts:9 BooleanLiteral: true',
      'core/values/money.ts:10 ArithmeticOperator: a - b',
    ]);
  });
});

describe('the mutation run', () => {
  const configuration = JSON.parse(readFileSync(`${ROOT}bench/mutation/stryker.json`, 'utf8'));

  it('plants its faults in a copy that git ignores, and leaves its result where git ignores it', () => {
    const ignored = readFileSync(`${ROOT}.gitignore`, 'utf8').split('\n').filter(Boolean);
    const isIgnored = (path: string) => ignored.some((folder) => path.startsWith(folder));

    expect(configuration.inPlace ?? false).toBe(false);
    expect(isIgnored(`${configuration.tempDirName}/`)).toBe(true);
    expect(isIgnored(configuration.jsonReporter.fileName)).toBe(true);
  });

  it('runs the tests that a configuration beside it names', () => {
    expect(readFileSync(`${ROOT}${configuration.vitest.configFile}`, 'utf8')).toContain('defineConfig');
  });
});
