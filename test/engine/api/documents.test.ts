import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { HmacDecisionLinks } from '../../../adapters/links/decision-links.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { linkAt } from '../../../core/budgets/decision-link.ts';
import { startService, TOKEN } from '../../local/timesheets/support.ts';
import { knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';
import { deployment } from '../recalculation/intake.ts';
import { ledger } from '../scenarios/ledger-cli.ts';
import { type ApiUnderTest, schemathesis } from './schemathesis.ts';

const CWO = 'SC-1';
const PM = 'SC-PM';
const stack = deployment();
const tokenOf = async (who: string) => (await ledger(['token', '--as', who])).stdout.trim();
const rootOf = (output: string, path: string) => stack.output(output).slice(0, -path.length);

/** A known CWO with a suggestion, and the token of the link on which its PM decides. */
async function linkToken(): Promise<string> {
  const { suggestionId } = suggestion();
  const { pmEmail: _, roles: __, ...columns } = knownCwo({ cwoId: CWO, pmEmployeeId: PM });
  await stack.dynamodb.send(new PutCommand({ TableName: stack.output('CwoTableName'), Item: columns }));
  await stack.suggestions.add(suggestion({ cwoId: CWO }));
  const key = cachedSecret(stack.secrets, { secretId: stack.output('LinkKeySecretName'), clock: systemClock });
  const link = linkAt(systemClock.now(), { cwoId: CWO, suggestionId, pmEmployeeId: PM, seenVersion: 0 });
  return new HmacDecisionLinks(key).sign(link);
}

async function expectAllFit(api: ApiUnderTest): Promise<void> {
  const { exitCode, output } = await schemathesis(api);

  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/\d+ generated, \d+ passed/);
}

describe('every answer is one of its document, and none is a 5xx', () => {
  let budgetPage: string;
  let finance: string;

  beforeAll(async () => {
    budgetPage = await linkToken();
    finance = await tokenOf('finance:SC-F');
  });

  it('of the page of a link', async () => {
    const page = { contract: 'budget.openapi.yaml', url: rootOf('DecisionPageUrl', '/budget-decisions') };
    const paths = '^/budget-decisions';

    await expectAllFit({ ...page, paths, known: { token: budgetPage } });
    await expectAllFit({ ...page, paths });
  });

  it('of the budget API, of a CWO that is known and of others', async () => {
    const api = { contract: 'budget.openapi.yaml', url: rootOf('BudgetUrl', '/cwos'), paths: '^/cwos' };

    await expectAllFit({ ...api, token: finance, known: { cwoId: CWO } });
    await expectAllFit({ ...api, token: finance });
    await expectAllFit({ ...api, token: await tokenOf('employee:SC-1'), known: { cwoId: CWO } });
  });

  it('of the audit API', async () => {
    const api = { contract: 'audit.openapi.yaml', url: rootOf('AuditUrl', '/audit') };

    await expectAllFit({ ...api, token: finance });
    await expectAllFit(api);
  });

  it('of the door of webhooks', async () => {
    await expectAllFit({ contract: 'webhook.openapi.yaml', url: rootOf('WebhookUrl', '/webhooks/timesheets') });
  });

  it('of the reference timesheet service', async () => {
    const { url } = await startService();

    await expectAllFit({ contract: 'timesheet-system.openapi.yaml', url, token: TOKEN });
  });
});
