import { describe, expect, it } from 'vitest';
import { readIdentities } from '../../../../cli/commands/identity/read-csv.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import { newIdentity } from '../../../worlds/identities.ts';
import { filesOf } from '../../../worlds/imported-files.ts';

const TITLE = 'source,actor_kind,actor_id,target,employee_id,valid_from,valid_to';
const SHORT = 'actor_kind,actor_id,employee_id,valid_from';

function read(...lines: readonly string[]) {
  return readIdentities(filesOf(lines.join('\n'))[0] as string, 'operator');
}

function faultsOf(...lines: readonly string[]): string[] {
  try {
    read(...lines);
  } catch (error) {
    expect(error).toBeInstanceOf(WrongUseError);
    return (error as Error).message.split('\n  ').slice(1);
  }
  throw new Error('the file was taken');
}

describe('a file of identities', () => {
  it('gives an entry for each row, in their order', () => {
    const rows = [
      'cursor,USER_ID,u_1,employee,E2,2026-02-01,2026-03-01',
      '*,API_KEY,key-1,service,,2026-01-01,',
      '*,OS_USER,root,ignore,,2026-01-01,',
    ];

    expect(read(TITLE, ...rows)).toEqual([
      {
        ...{ source: 'cursor', actor: { kind: 'USER_ID', id: 'u_1' }, target: 'employee', employeeId: 'E2' },
        ...{ validFrom: '2026-02-01', validTo: '2026-03-01', by: 'operator' },
      },
      newIdentity({ actor: { kind: 'API_KEY', id: 'key-1' }, target: 'service', employeeId: null }),
      newIdentity({ actor: { kind: 'OS_USER', id: 'root' }, target: 'ignore', employeeId: null }),
    ]);
  });

  it.each<[string, string[]]>([
    ['columns that are left out', [SHORT, 'EMAIL,ann@example.com,E1,2026-01-01']],
    ['empty cells', [TITLE, ',EMAIL,ann@example.com,,E1,2026-01-01,']],
    ['columns in another order', ['valid_from,employee_id,actor_id,actor_kind', '2026-01-01,E1,ann@example.com,EMAIL']],
    ['semicolons', [TITLE.replaceAll(',', ';'), '*;EMAIL;ann@example.com;employee;E1;2026-01-01;']],
    ['the mark that spreadsheets put first', [`\uFEFF${SHORT}`, 'EMAIL,ann@example.com,E1,2026-01-01']],
    ['line ends of another system', [`${SHORT}\r`, 'EMAIL,ann@example.com,E1,2026-01-01\r', '']],
    ['an address in capitals', [SHORT, 'EMAIL,Ann@Example.COM,E1,2026-01-01']],
    ['blanks around', [SHORT, ' EMAIL , ann@example.com , E1 , 2026-01-01 ']],
    ['quotes', [SHORT, '"EMAIL","ann@example.com","E1","2026-01-01"']],
  ])('may have %s', (_, lines) => {
    expect(read(...lines)).toEqual([newIdentity()]);
  });

  it('keeps the letters of what is no address', () => {
    expect(read(SHORT, 'API_KEY,Key-A,E1,2026-01-01')[0]?.actor.id).toBe('Key-A');
  });

  it('without rows has no entries', () => {
    expect(read(TITLE)).toEqual([]);
  });
});

describe('a file with a fault', () => {
  it.each<[string, string]>([
    ['slack,EMAIL,a,employee,E1,2026-01-01,', 'source: is no source of usage, nor *'],
    ['toString,EMAIL,a,employee,E1,2026-01-01,', 'source: is no source of usage, nor *'],
    ['*,NONE,a,employee,E1,2026-01-01,', 'actor_kind: Invalid option'],
    ['*,email,a,employee,E1,2026-01-01,', 'actor_kind: Invalid option'],
    ['*,EMAIL,,employee,E1,2026-01-01,', 'actor_id: Invalid input'],
    [`*,EMAIL,${'a'.repeat(321)},employee,E1,2026-01-01,`, 'actor_id: Too big'],
    ['*,EMAIL,a,person,E1,2026-01-01,', 'target: Invalid option'],
    ['*,EMAIL,a,employee,,2026-01-01,', 'employee_id: is missing'],
    ['*,EMAIL,a,employee,Ann Smith,2026-01-01,', 'employee_id: is no id of an employee'],
    ['*,EMAIL,a,service,E1,2026-01-01,', 'employee_id: is not for target service'],
    ['*,EMAIL,a,ignore,E1,2026-01-01,', 'employee_id: is not for target ignore'],
    ['*,EMAIL,a,employee,E1,,', 'valid_from: Invalid input'],
    ['*,EMAIL,a,employee,E1,01.02.2026,', 'valid_from: is no day, YYYY-MM-DD'],
    ['*,EMAIL,a,employee,E1,2026-02-30,', 'valid_from: is no day, YYYY-MM-DD'],
    ['*,EMAIL,a,employee,E1,2026-01-01,never', 'valid_to: is no day, YYYY-MM-DD'],
    ['*,EMAIL,a,employee,E1,2026-01-01,2026-01-01', 'valid_to: is not behind valid_from'],
  ])('is refused, and says where: %s', (row, fault) => {
    const faults = faultsOf(TITLE, '*,EMAIL,good,employee,E1,2026-01-01,', row);

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(`line 3: ${fault}`);
  });

  it('names every fault, each with the line on which its row ends, whatever stands between', () => {
    const faults = faultsOf(
      SHORT,
      '',
      'EMAIL,a,,2026-01-01',
      '',
      'EMAIL,"two',
      'lines",E1,2026',
      'EMAIL,b,,2026-01-01',
    );

    expect(faults).toEqual([
      'line 3: employee_id: is missing',
      'line 6: valid_from: is no day, YYYY-MM-DD',
      'line 7: employee_id: is missing',
    ]);
  });

  it('with very many names twenty, and how many there are more', () => {
    const faults = faultsOf(SHORT, ...Array.from({ length: 25 }, () => 'EMAIL,a,,2026-01-01'));

    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('and 5 more faults');
  });

  it('says nothing of what the cells hold', () => {
    expect(faultsOf(SHORT, 'EMAIL,ann@example.com,Ann Smith,2026-01-01').join()).not.toMatch(/ann/i);
  });

  it.each([
    ['a column that no entry has', 'actor_kind,actor_id,employee_id,valid_from,valid_until', 'valid_until'],
    ['a column twice', 'actor_kind,actor_id,employee_id,valid_from,actor_id', 'actor_id'],
  ])('is one with %s: what it says would be lost', (_, title, column) => {
    expect(() => read(title, 'EMAIL,a,E1,2026-01-01,2026-03-01')).toThrow(column);
  });

  it.each([
    ['a row of fewer cells', [SHORT, 'EMAIL,a']],
    ['a quote that does not end', [SHORT, '"EMAIL,a,E1,2026-01-01']],
  ])('is no CSV where it has %s', (_, lines) => {
    expect(() => read(...lines)).toThrow(/is no CSV: /);
  });

  it('is one that is not there, or no text', () => {
    const [path] = filesOf(Uint8Array.of(0xff, 0xfe, 0x00)) as [string];

    expect(() => readIdentities(path, 'operator')).toThrow(/cannot be read/);
    expect(() => readIdentities(`${path}-none`, 'operator')).toThrow(WrongUseError);
  });
});
