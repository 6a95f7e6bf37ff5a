import { generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { usage } from '../../fixtures/worlds/usage-files.ts';
import { ledger } from '../scenarios/ledger-cli.ts';
import { LedgerWeek } from '../scenarios/ledger-week.ts';

const MONDAY = '2025-03-03';
const OTHER_MONDAY = '2025-03-10';
const MANAGER = { projectManager: { employeeId: 'AU-PM', email: 'pm@example.com' } };

type Body = { revisions: Record<string, unknown>[] };

async function tokenOf(as: string): Promise<string> {
  const { stdout } = await ledger(['token', '--as', as]);
  return stdout.trim();
}

async function get(path: string, token?: string): Promise<{ status: number; text: string }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const url = `${inject('outputs').AuditUrl}/employees/${path}`;
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  return { status: response.status, text: await response.text() };
}

describe('the audit API', () => {
  const week = new LedgerWeek(MONDAY);

  beforeAll(async () => {
    await week.say(
      { 'AU-1': { logs: { 'AU-OWN': '30.00', 'AU-FOREIGN': '10.00' } }, 'AU-2': { logs: { 'AU-FOREIGN': '40.00' } } },
      { 'AU-OWN': MANAGER, 'AU-FOREIGN': { name: 'Secret work' } },
    );
    await week.load('spend.csv', [usage('AU-1', '40.00', 400n), usage('AU-2', '10.00', 100n)]);
    await week.run();
  });

  const OWN = `AU-1/weeks/${MONDAY}`;
  const FOREIGN = `AU-2/weeks/${MONDAY}`;
  const NOTHING = `AU-1/weeks/${OTHER_MONDAY}`;
  /** What each reader is answered for a week of theirs or of a CWO of theirs, for another, and for one without figures. */
  const MATRIX: readonly (readonly [reader: string, own: number, foreign: number, nothing: number])[] = [
    ['employee:AU-1', 200, 403, 404],
    ['employee:AU-2', 403, 200, 403],
    ['employee:AU-9', 403, 403, 403],
    ['pm:AU-PM', 200, 403, 403],
    ['pm:AU-9', 403, 403, 403],
    ['pm:AU-1', 200, 403, 404],
    ['finance:AU-9', 200, 200, 404],
  ];

  it.each(MATRIX)('answers %s with %i, %i and %i', async (reader, own, foreign, nothing) => {
    const token = await tokenOf(reader);

    const answers = [await get(OWN, token), await get(FOREIGN, token), await get(NOTHING, token)];

    expect(answers.map(({ status }) => status)).toEqual([own, foreign, nothing]);
    for (const { status, text } of answers) if (status !== 200) expect(text).toBe('');
  });

  it('shows the PM own lines and one figure for everything else, and nothing of others', async () => {
    const { text } = await get(OWN, await tokenOf('pm:AU-PM'));

    const [revision] = (JSON.parse(text) as Body).revisions;
    expect(revision).toMatchObject({
      lines: [{ cwoId: 'AU-OWN', allocatedCostUsd: '30.0000', hours: '30.00', sharePct: '75.00' }],
      otherWork: { tokens: 100, costUsd: '10.0000' },
      recomputedAgrees: true,
    });
    for (const foreign of ['AU-FOREIGN', 'Secret work', 'TE-AU-1', 'entries', 'weights']) {
      expect(text).not.toContain(foreign);
    }
  });

  it('shows employees and finance all of it', async () => {
    const [own, finance] = [
      await get(OWN, await tokenOf('employee:AU-1')),
      await get(OWN, await tokenOf('finance:AU-9')),
    ];

    expect(own.text).toBe(finance.text);
    expect((JSON.parse(own.text) as Body).revisions).toMatchObject([
      { lines: [{ cwoId: 'AU-FOREIGN' }, { cwoId: 'AU-OWN' }], recomputedAgrees: true },
    ]);
  });

  it.each([
    ['a Tuesday', 'AU-1/weeks/2025-03-04'],
    ['a word', 'AU-1/weeks/last'],
    ['an id that is none', `a%20b/weeks/${MONDAY}`],
  ])('refuses %s', async (_, path) => {
    expect((await get(path, await tokenOf('finance:AU-9'))).status).toBe(400);
  });

  it('lets nobody in without a token of its issuer, for its audience, in its time', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT({ tokenledger_role: 'finance' })
      .setProtectedHeader({ alg: 'RS256', kid: 'tokenledger-development' })
      .setIssuer(JSON.parse(atob((await tokenOf('finance:AU-9')).split('.')[1] as string)).iss)
      .setAudience('tokenledger')
      .setSubject('AU-9')
      .setExpirationTime('1h')
      .sign(privateKey);

    expect((await get(OWN)).status).toBe(401);
    expect((await get(OWN, 'no.token.atall')).status).toBe(401);
    expect((await get(OWN, forged)).status).toBe(401);
  });
});
