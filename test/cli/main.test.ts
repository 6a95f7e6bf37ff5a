import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

describe('the command line', () => {
  it.each([
    ['an unknown command', ['sh\u001b[2J\u202eow'], "unknown command 'sh\\u001b[2J\\u202eow'"],
    ['an unknown option', ['down', '--st\u001b[31m'], "unknown option '--st\\u001b[31m'"],
    ['a wrong argument', ['up', '--port', '80\u001b]0;x\u0007'], "argument '80\\u001b]0;x\\u0007' is invalid"],
  ])('tells %s as it was typed, escaped where it would act on the terminal', (_what, typed, told) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(told);
    expect(stderr).not.toMatch(/(?!\n)\p{C}/u);
    expect(status).toBe(2);
  });

  it.each([
    ['an unknown query', ['nope'], 'there is no query nope; there are budgets, changes,'],
    ['what is no Monday', ['movers', '--param', "to=2026-11-02' OR 1=1 --"], 'parameter to is not a Monday'],
    ['a missing parameter', ['cwo-weeks', '--param', 'from=2026-11-02'], 'parameter to is missing'],
    ['a parameter twice', ['movers', '--param', 'to=2026-11-02', 'to=2026-11-09'], 'The parameter to is given twice'],
    ['a parameter without value', ['movers', '--param', 'to'], 'It is not of the form name=value'],
    ['two forms at once', ['cwo-contract', '--json', '--csv'], "cannot be used with option '--json'"],
  ])('refuses to ask finance %s', (_what, typed, told) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'finance', 'query', ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(told);
    expect(status).toBe(2);
  });

  it.each([
    ['--timesheet-url', 'http://127.0.0.1:1'],
    ['--timesheet-token', 'secret'],
  ])('brings up no mirror with %s of a system that would be asked', (option, value) => {
    const typed = ['up', '--mirror', option, value];
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(`option '--mirror' cannot be used with option '${option}`);
    expect(status).toBe(2);
  });

  it.each([
    [['--timesheets', 'tempo', '--mirror'], "option '--timesheets <system>' cannot be used with option '--mirror'"],
    [['--timesheets', 'other'], "argument 'other' is invalid. Allowed choices are tempo, harvest, clockify"],
  ])('brings up no stack with %j', (typed, told) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'up', ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(told);
    expect(status).toBe(2);
  });

  it('lists the ready queries, with nothing deployed', () => {
    const { status, stdout } = spawnSync(process.execPath, [CLI, 'finance', 'queries'], { encoding: 'utf8' });

    expect(stdout).toMatch(/│ movers +│ Which CWOs moved most from one week to the next\. +│ to +│/);
    expect(status).toBe(0);
  });
});
