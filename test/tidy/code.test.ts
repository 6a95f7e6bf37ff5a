import { describe, expect, it } from 'vitest';
import { CODE_RULES } from './code-rules.ts';
import { parse, readSources } from './sources.ts';

const SOURCES = readSources();
const lines = (count: number) => 'noted();\n'.repeat(count);

describe('the code of the project', () => {
  it.each(Object.entries(CODE_RULES))('has no fault by the rule %s', (_, rule) => {
    expect(SOURCES.flatMap(rule)).toEqual([]);
  });
});

describe('a banned use', () => {
  it.each([
    ['core/values/week.ts', 'const key = process.env.KEY;'],
    ['core/values/week.ts', 'const now = Date.now();'],
    ['core/values/week.ts', "const now = Date['now']();"],
    ['core/values/week.ts', 'const now = new Date();'],
    ['core/values/week.ts', 'const now = Date();'],
    ['core/values/week.ts', 'const share = Math.random();'],
    ['core/values/week.ts', "const answer = fetch('https://example.com');"],
    ['core/values/week.ts', "console.error('no week');"],
    ['core/audit/audit-view.ts', 'const cost = parseDecimal(line.allocatedCostUsd, 4);'],
    ['cli/commands/run/show.ts', 'const whole = parseDecimal(totals.costUsd, 4);'],
    ['functions/run/persist/step.ts', 'const table = process.env.TABLE;'],
    ['lib/base/lake.ts', 'const stage = process.env.STAGE;'],
    ['adapters/system/clock.ts', "console.log('tick');"],
    ['test/core/values/week.test.ts', "console.log('tick');"],
    ['adapters/system/hash.ts', 'const id = Math.random().toString();'],
    ['local/sample/people.ts', 'const hours = Math.random() * 40;'],
  ])('is refused in %s: %s', (path, text) => {
    expect(CODE_RULES.bannedUses(parse(path, text))).toHaveLength(1);
  });

  it.each([
    ['core/values/week.ts', "const monday = new Date('2026-11-16');"],
    ['core/values/week.ts', 'const { process } = steps; process(week.now);'],
    ['adapters/lake/usage-source.ts', 'const tokens = parseDecimal(text, 0);'],
    ['adapters/system/environment.ts', 'const env = process.env;'],
    ['adapters/dynamodb/ledger/ledger.ts', 'await this.#clock.pause(40 * (1 + Math.random()));'],
    ['cli/main.ts', "console.log('ready');"],
  ])('is none in %s: %s', (path, text) => {
    expect(CODE_RULES.bannedUses(parse(path, text))).toEqual([]);
  });
});

describe('size', () => {
  it('is refused for a file of more than 250 lines', () => {
    const [fault] = CODE_RULES.longFile(parse('lib/base/lake.ts', lines(251)));

    expect(fault).toBe('lib/base/lake.ts has 251 lines; 250 are enough');
  });

  it.each([
    ['a file of 250 lines', 'lib/base/lake.ts', 250],
    ['a longer table of cases', 'test/lib/lake.test.ts', 400],
  ])('is allowed for %s', (_, path, count) => {
    expect(CODE_RULES.longFile(parse(path, lines(count)))).toEqual([]);
  });

  it.each([
    ['function', `function run() {\n${lines(69)}}`],
    ['arrow function', `const run = () => {\n${lines(69)}};`],
    ['method', `class Runs {\n  run() {\n${lines(69)}}\n}`],
    ['test', `describe('runs', () => {\n  it('run', () => {\n${lines(69)}});\n});`],
  ])('is refused for a %s of 71 lines', (_, text) => {
    expect(CODE_RULES.longFunctions(parse('core/runs/run.ts', text))).toHaveLength(1);
  });

  it.each([
    ['a function of 70 lines', `function run() {\n${lines(68)}}`],
    ['a long chapter of tests', `describe('runs', () => {\n${lines(100)}});`],
    ['a long chapter for each case', `describe.each(CASES)('runs', () => {\n${lines(100)}});`],
  ])('is allowed for %s', (_, text) => {
    expect(CODE_RULES.longFunctions(parse('core/runs/run.ts', text))).toEqual([]);
  });
});

describe('names and comments', () => {
  it.each([['core/chainRows.ts'], ['core/Chain.ts'], ['core/chain_rows.ts'], ['coreRules/chain.ts']])(
    'refuse the file name %s',
    (path) => {
      expect(CODE_RULES.fileName(parse(path, ''))).toEqual([`${path} is not in kebab-case`]);
    },
  );

  it.each([['core/chain-rows.ts'], ['test/core/allocation/allocate.property.test.ts'], ['vitest.config.ts']])(
    'allow the file name %s',
    (path) => {
      expect(CODE_RULES.fileName(parse(path, ''))).toEqual([]);
    },
  );

  it.each([['// TODO: split'], ['/** FIXME later */ export const a = 1;']])('refuse the comment %s', (text) => {
    expect(CODE_RULES.unfinished(parse('core/allocation/chain.ts', text))).toHaveLength(1);
  });

  it('allow the word in a text', () => {
    expect(CODE_RULES.unfinished(parse('core/allocation/chain.ts', "const word = 'TODO';"))).toEqual([]);
  });
});
