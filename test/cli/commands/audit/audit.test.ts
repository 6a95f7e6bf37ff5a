import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../../cli/commands/audit/audit.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { RevisionView } from '../../../../core/audit/audit-view.ts';
import { AUDITED_MONDAY, auditedWeek } from '../../../histories/model/audited-week.ts';
import { OPEN } from '../../../histories/model/gates.ts';

/** E1 has a revision that was confirmed and superseded, one that was only superseded, and a current one, confirmed. */
let deployment: Deployment;

beforeAll(async () => {
  const { reader, evidence } = (await auditedWeek()).system.ports(OPEN);
  deployment = { ledger: reader, evidence } as unknown as Deployment;
});

describe('ledger audit', () => {
  it('tells a person of each revision what it was decided on, and when and by whom it was confirmed', async () => {
    const { revisions } = JSON.parse(await audit(deployment, 'E1', AUDITED_MONDAY, true)) as {
      revisions: RevisionView[];
    };

    const told = await audit(deployment, 'E1', AUDITED_MONDAY, false);

    const parts = told.split('\n\n');
    expect(parts).toHaveLength(3);
    for (const [index, { confirmed, decidedOn, evidence }] of revisions.entries()) {
      const part = parts[index] as string;
      const sheet = decidedOn ? `${decidedOn.status}, version ${decidedOn.version}` : 'none';
      expect(part).toContain(`timesheet: ${sheet}; usage as of`);
      expect(part.includes('  confirmed ')).toBe(confirmed !== null);
      if (confirmed)
        expect(part).toContain(`confirmed ${confirmed.at}, run ${confirmed.runId} (${confirmed.trigger});`);
      const names = [...new Set([evidence, confirmed?.evidence ?? evidence])].join(' and ');
      expect(part).toContain(`evidence ${names}: computed again, it agrees`);
    }
  });

  it('says of an employee-week without figures that there are none', async () => {
    expect(await audit(deployment, 'NOBODY', AUDITED_MONDAY, false)).toBe(
      `The ledger holds nothing for NOBODY in week ${AUDITED_MONDAY}.`,
    );
  });
});
