import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFolder } from '../../../../adapters/timesheets/mapping/read-folder.ts';
import { MappingFilesError } from '../../../../adapters/timesheets/mapping/read-mapping.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mapping-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
}

async function faults(of = folder): Promise<readonly string[]> {
  const error = await readFolder(of).catch((thrown: unknown) => thrown);
  if (!(error instanceof MappingFilesError)) throw new Error('the folder was read', { cause: error });
  return error.faults;
}

describe('the folder of a mapping', () => {
  it('gives the texts of the files that are there, and leaves others alone', async () => {
    write('people.csv', '\ufeffemployee_id\n');
    write('leave.csv', 'employee_id\n');
    write('notes.txt', 'of the last meeting');

    expect(await readFolder(folder)).toEqual({ 'people.csv': 'employee_id\n', 'leave.csv': 'employee_id\n' });
  });

  it('is refused with a CSV file of another name, which would be lost', async () => {
    write('plan.csv', 'employee_id\n');
    write('People.csv', 'employee_id\n');

    expect(await faults()).toEqual([
      'People.csv: is none of people.csv, cwos.csv, work-items.csv, plans.csv, holidays.csv, leave.csv',
      'plan.csv: is none of people.csv, cwos.csv, work-items.csv, plans.csv, holidays.csv, leave.csv',
    ]);
  });

  it('is refused with every file that is not UTF-8', async () => {
    write('people.csv', Buffer.from('Büro', 'latin1'));
    write('cwos.csv', Buffer.from([0xff, 0xfe, 0x61, 0x00]));

    expect(await faults()).toEqual(['people.csv: is not UTF-8', 'cwos.csv: is not UTF-8']);
  });

  it('is refused with a file of more than 64 MiB, which is not read', async () => {
    write('people.csv', '');
    truncateSync(join(folder, 'people.csv'), 2 ** 26 + 1);

    expect(await faults()).toEqual(['people.csv: has 67108865 bytes; at most 67108864 are read']);
  });

  it('is refused where it is none', async () => {
    const [fault] = await faults(join(folder, 'elsewhere'));

    expect(fault).toMatch(/elsewhere cannot be read: ENOENT/);
  });
});
