import { describe, expect, it } from 'vitest';
import { deadFiles, missingFiles } from './dead-files.ts';
import { parse, readSources, readText } from './sources.ts';

const LAUNCHERS = ['package.json', 'cdk.json', 'vitest.config.ts', 'bench/mutation/stryker.json'].map((path) => {
  return { path, text: readText(path) };
});
const APP = { path: 'cdk.json', text: '{"app": "node bin/app.ts"}' };

function sources(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([path, text]) => parse(path, text));
}

describe('files', () => {
  it('are all needed', () => {
    expect(deadFiles(readSources(), LAUNCHERS)).toEqual([]);
  });

  it('are all there that a script starts', () => {
    expect(missingFiles(readSources(), LAUNCHERS)).toEqual([]);
  });
});

describe('a dead file', () => {
  it.each([
    ['nothing imports', { 'core/old.ts': '' }],
    ['only its test imports', { 'core/old.ts': '', 'test/core/old.test.ts': "import '../../core/old.ts';" }],
    ['only itself imports', { 'core/old.ts': "import './old.ts';" }],
    ['only a comment names', { 'core/old.ts': '', 'bin/app.ts': '// core/old.ts' }],
    [
      'is a handler that no construct names',
      { 'functions/run/old/handler.ts': '', 'bin/app.ts': "const text = 'run/older';" },
    ],
  ])('is one that %s', (_, files) => {
    const dead = deadFiles(sources(files), [APP]);

    expect(dead).toEqual([Object.keys(files)[0]]);
  });

  it('is a helper that no test imports', () => {
    const files = { 'test/worlds/rule-weeks.ts': '', 'test/core/values/week.test.ts': '' };

    expect(deadFiles(sources(files), [APP])).toEqual(['test/worlds/rule-weeks.ts']);
  });
});

describe('a live file', () => {
  it.each([
    ['a script starts', { 'bin/app.ts': '' }],
    ['a live file imports', { 'bin/app.ts': "import '../lib/stack.ts';", 'lib/stack.ts': '' }],
    ['a live file imports at run time', { 'bin/app.ts': "await import('../lib/stack.ts');", 'lib/stack.ts': '' }],
    ['a live file starts by its path', { 'bin/app.ts': 'start(`$' + '{ROOT}local/main.ts`);', 'local/main.ts': '' }],
    [
      'is a handler whose folder a construct names',
      { 'bin/app.ts': "make('run/open');", 'functions/run/open/handler.ts': '' },
    ],
    ['is a test', { 'test/core/values/week.test.ts': '' }],
    ['is a configuration of a tool', { 'vitest.config.ts': '' }],
  ])('is one that %s', (_, files) => {
    expect(deadFiles(sources(files), [APP])).toEqual([]);
  });
});

describe('a missing file', () => {
  it('is one that a script starts in vain', () => {
    const missing = missingFiles([], [APP]);

    expect(missing).toEqual(['bin/app.ts']);
  });
});
