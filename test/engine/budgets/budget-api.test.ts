import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';
import { deployment } from '../recalculation/intake.ts';
import { ledger, ledgerJson } from '../scenarios/ledger-cli.ts';

const CWO = 'BA-1';
const TIMEOUT_MS = 30_000;

async function ask(path: string, as: string | null, sent: RequestInit = {}) {
  const token = as === null ? null : (await ledger(['token', '--as', as])).stdout.trim();
  const headers = { ...sent.headers, ...(token !== null && { authorization: `Bearer ${token}` }) };
  const url = `${deployment().output('BudgetUrl')}/${path}`;
  const response = await fetch(url, { ...sent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    text,
    json: text === '' ? null : JSON.parse(text),
  };
}

const put = (as: string | null, ifMatch: string, body: object) =>
  ask(`${CWO}/budget`, as, { method: 'PUT', headers: { 'if-match': ifMatch }, body: JSON.stringify(body) });

describe('the budget API', () => {
  beforeAll(async () => {
    const stack = deployment();
    const { pmEmail: _, roles: __, ...columns } = knownCwo({ cwoId: CWO, pmEmployeeId: 'BA-PM' });
    await stack.dynamodb.send(new PutCommand({ TableName: stack.output('CwoTableName'), Item: columns }));
    await stack.suggestions.add(suggestion({ cwoId: CWO }));
  });

  it.each([
    [null, 401, 401],
    ['employee:BA-PM', 403, 403],
    ['pm:BA-OTHER', 403, 403],
    ['finance:BA-FIN', 200, 404],
    ['pm:BA-PM', 200, 403],
  ])('answers %s with %i, and with %i of a CWO that nobody knows', async (as, known, unknown) => {
    expect((await ask(`${CWO}/budget`, as)).status).toBe(known);
    expect((await ask(`${CWO}/budget-suggestion`, as)).status).toBe(known);
    expect((await ask('BA-NONE/budget', as)).status).toBe(unknown);
  });

  it('takes a decision on the version that was seen, which every reader then sees', async () => {
    const seen = await ask(`${CWO}/budget`, 'pm:BA-PM');
    const confirmed = await put('pm:BA-PM', seen.etag ?? '', {
      kind: 'CONFIRMED',
      suggestionId: seen.json.suggestion.suggestionId,
    });
    const late = await put('finance:BA-FIN', seen.etag ?? '', { kind: 'SKIPPED' });
    const refused = await put('pm:BA-OTHER', '"1"', { kind: 'SKIPPED' });

    expect([seen.etag, confirmed.status, confirmed.etag]).toEqual(['"0"', 200, '"1"']);
    expect([late.status, late.json.current.version, refused.status, refused.text]).toEqual([409, 1, 403, '']);
    const { json } = await ledgerJson<{ decisions: object[] }>('budget', 'history', '--cwo', CWO);
    expect(json.decisions).toMatchObject([
      { version: 1, kind: 'CONFIRMED', decidedBy: 'BA-PM', tokensPerWeek: 30_000 },
    ]);
  });
});
