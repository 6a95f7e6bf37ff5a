import { describe, expect, it } from 'vitest';
import { parse, readSources } from './sources.ts';
import { listsSpeltTwice } from './word-lists.ts';

const OWNER = parse(
  'core/runs/run.ts',
  "export const RUN_STATUSES = ['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED'] as const;",
);

/** Tests and benchmarks spell what they expect, so that a list that changes by mistake is met. */
const PRODUCT = readSources().filter(({ path }) => !/^(test|bench)\//.test(path));

describe('a list of words', () => {
  it('is spelt once in the project', () => {
    expect(listsSpeltTwice(PRODUCT)).toEqual([]);
  });

  it.each([
    ['a schema', "const status = z.enum(['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED']);"],
    ['a schema in another order', "const status = z.enum(['FAILED', 'PARTIAL', 'SUCCEEDED', 'RUNNING']);"],
    ['a schema with a word forgotten', "const status = z.enum(['SUCCEEDED', 'PARTIAL', 'FAILED']);"],
    ['a schema with words more', "const status = z.enum(['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'MISSING']);"],
    ['a type', "type Status = 'RUNNING' | 'SUCCEEDED' | 'PARTIAL' | 'FAILED';"],
    ['a type with null', "type Status = 'RUNNING' | 'SUCCEEDED' | 'PARTIAL' | 'FAILED' | null;"],
    ['a list of its own', "export const ALL = ['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED'] as const;"],
  ])('is refused a second time, as %s', (_, text) => {
    const found = listsSpeltTwice([OWNER, parse('functions/messages/events.ts', text)]);

    expect(found).toEqual(['functions/messages/events.ts:1 spells the list of core/runs/run.ts:1; derive it']);
  });

  it.each([
    ['inside', "for (const signal of ['SIGINT', 'SIGTERM'] as const) stop(signal);"],
    ['without a name for others', "const SIGNALS = ['SIGINT', 'SIGTERM'] as const;"],
  ])("%s is nobody else's", (_, text) => {
    const sources = ['local/a.ts', 'local/b.ts'].map((path) => parse(path, text));

    expect(listsSpeltTwice(sources)).toEqual([]);
  });

  it('of three words is refused only whole, since two of them are a choice', () => {
    const owner = parse('core/a.ts', "export const FLAGS = ['A', 'B', 'C'] as const;");

    expect(listsSpeltTwice([owner, parse('core/b.ts', "type Some = 'A' | 'B';")])).toEqual([]);
    expect(listsSpeltTwice([owner, parse('core/b.ts', "type All = 'A' | 'C' | 'B';")])).toHaveLength(1);
  });

  it.each([
    ['a choice', "const ENDED: readonly RunStatus[] = ['SUCCEEDED', 'FAILED'];"],
    ['a map, which the compiler holds complete', 'const EXIT = { RUNNING: 1, SUCCEEDED: 0, PARTIAL: 3, FAILED: 1 };'],
    ['a derived type', 'type RunStatus = (typeof RUN_STATUSES)[number];'],
    ['other words', "type Kind = 'COMMITTED' | 'CONFIRMED' | 'FAILED';"],
  ])('is none of %s', (_, text) => {
    expect(listsSpeltTwice([OWNER, parse('core/runs/outcome.ts', text)])).toEqual([]);
  });
});
