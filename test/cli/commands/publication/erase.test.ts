import { describe, expect, it } from 'vitest';
import { DynamoPseudonyms } from '../../../../adapters/dynamodb/publication/pseudonyms.ts';
import { DynamoPublications } from '../../../../adapters/dynamodb/publication/publications.ts';
import { erase, renderErased } from '../../../../cli/commands/publication/erase.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { toJson } from '../../../../cli/view/json.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

function eraseIn(table: MemoryTable) {
  const deployment = {
    pseudonyms: new DynamoPseudonyms(table.client, 'ledger'),
    publications: new DynamoPublications(table.client, 'ledger'),
    ledger: { readHead: async () => null },
    cwos: { async *listAll() {} },
    subscribers: {},
    alertSubscriptions: { async *list() {} },
  };
  return erase(deployment as unknown as Deployment, { employee: 'E9', by: 'dpo' });
}

describe('ledger person erase', () => {
  it('gives a name that tells nothing, always the same, and says what stays and why', async () => {
    const table = new MemoryTable();

    const report = await eraseIn(table);

    expect(report.pseudonym).toMatch(/^person-[0-9a-f]{16}$/);
    expect((await eraseIn(table)).pseudonym).toBe(report.pseudonym);
    expect(faultsOf('cli-erase.schema.json', JSON.parse(toJson(report)))).toEqual([]);
    const text = renderErased(report);
    expect(text).toContain(`E9 stands as ${report.pseudonym} in all that is published from now on.`);
    for (const { what, why } of report.stays) {
      expect(text).toContain(what);
      expect(text).toContain(why);
    }
  });
});
