import { beforeAll, describe, expect, it } from 'vitest';
import { generateCompany } from '../../../local/sample/company.ts';
import { type SampleRun, sampleRun } from '../../docs/sample-run.ts';

const ADDRESS = /[\w.+-]+@[\w-]+(\.[\w-]+)+/;

let run: SampleRun;

beforeAll(async () => {
  run = await sampleRun();
});

describe('the objects that a run leaves', () => {
  it('hold no e-mail address, though the PMs of the company have one', () => {
    const addresses = generateCompany().cwos.map(({ projectManager }) => projectManager?.email ?? '');
    expect(addresses.filter((address) => ADDRESS.test(address)).length).toBeGreaterThan(10);

    const folders = new Set<string>();
    for (const [key, text] of run.aws.objects) {
      const [bucket = '', , , folder = ''] = key.split('/');
      folders.add(bucket === 'runs' ? folder : bucket);
      expect(ADDRESS.exec(text)?.[0], key).toBeUndefined();
    }

    expect([...folders]).toEqual(expect.arrayContaining(['fetched', 'decided', 'receipts', 'evidence']));
  });

  it('let the `Cwo` table know each PM by the id, and no address before the CWO is asked for', () => {
    const rows = [...run.aws.items.values()].filter(({ pk }) => pk === undefined);

    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(({ pmEmployeeId }) => typeof pmEmployeeId)).toEqual(rows.map(() => 'string'));
    expect(rows.map(({ pmEmail }) => pmEmail)).toEqual(rows.map(() => null));
  });
});
