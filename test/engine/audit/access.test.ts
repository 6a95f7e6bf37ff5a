import { readFileSync } from 'node:fs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { usage } from '../../worlds/usage-files.ts';
import { deliver } from '../../worlds/webhooks/deliveries.ts';
import { deployment, post, webhookSecret } from '../recalculation/intake.ts';
import { ledger } from '../scenarios/ledger-cli.ts';
import { LedgerWeek } from '../scenarios/ledger-week.ts';

const MONDAY = '2025-03-03';
const OTHER_MONDAY = '2025-03-10';
const HANDED_MONDAY = '2025-02-24';
/** A message waits for the function, which may start first. */
const HANDED_MS_MAX = 30_000;
const managedBy = (employeeId: string) => ({ projectManager: { employeeId, email: 'pm@example.com' } });
/** An id may be an e-mail address. */
const ADDRESS = 'au.3@example.com';

type Revisions = readonly (Record<string, unknown> & { readonly lines: readonly Record<string, unknown>[] })[];
type SigningKey = Parameters<SignJWT['sign']>[0];

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

function revisionsOf(text: string): Revisions {
  return JSON.parse(text).revisions;
}

/** A token like those of the development issuer, but for the claims that are changed; undefined takes one away. */
async function tokenWith(changes: Record<string, unknown>, key?: SigningKey): Promise<string> {
  const own = JSON.parse(readFileSync(`${inject('localFolder')}/issuer-key.json`, 'utf8'));
  const issued: JWTPayload = JSON.parse(
    Buffer.from((await tokenOf('finance:AU-9')).split('.')[1] as string, 'base64url').toString('utf8'),
  );
  return new SignJWT({ ...issued, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'tokenledger-development' })
    .sign(key ?? (await importJWK(own, 'RS256')));
}

describe('the audit API', () => {
  const week = new LedgerWeek(MONDAY);
  const managers = { 'AU-OWN': managedBy('AU-PM'), 'AU-PAST': managedBy('AU-PM-PAST') };

  beforeAll(async () => {
    const foreign = { 'AU-FOREIGN': { name: 'Secret work' } };
    const first = { logs: { 'AU-OWN': '30.00', 'AU-FOREIGN': '10.00' } };
    const second = { logs: { 'AU-FOREIGN': '40.00' } };
    await week.say(
      { 'AU-1': first, 'AU-2': second, [ADDRESS]: { logs: { 'AU-PAST': '40.00' } } },
      { ...managers, ...foreign },
    );
    await week.load('spend.csv', [
      usage('AU-1', '40.00', 400n),
      usage('AU-2', '10.00', 100n),
      usage(ADDRESS, '5.00', 50n),
    ]);
    await week.run();
    await week.say(
      { 'AU-1': first, 'AU-2': second, [ADDRESS]: { version: 2, ...second } },
      { ...managers, ...foreign },
    );
    await week.run();
  });

  const OWN = `AU-1/weeks/${MONDAY}`;
  const FOREIGN = `AU-2/weeks/${MONDAY}`;
  const PAST = `${encodeURIComponent(ADDRESS)}/weeks/${MONDAY}`;
  const NOTHING = `AU-1/weeks/${OTHER_MONDAY}`;
  /** What each reader is answered for AU-1, AU-2, the one whose work has moved, and a week without figures. */
  const MATRIX: [reader: string, ...statuses: number[]][] = [
    ['employee:AU-1', 200, 403, 403, 404],
    ['employee:AU-2', 403, 200, 403, 403],
    [`employee:${ADDRESS}`, 403, 403, 200, 403],
    ['employee:AU-PM', 403, 403, 403, 403],
    ['employee:AU-9', 403, 403, 403, 403],
    ['pm:AU-PM', 200, 403, 403, 403],
    ['pm:AU-PM-PAST', 403, 403, 200, 403],
    ['pm:AU-9', 403, 403, 403, 403],
    ['pm:AU-1', 200, 403, 403, 404],
    ['finance:AU-9', 200, 200, 200, 404],
    ['finance:AU-1', 200, 200, 200, 404],
  ];

  it.each(MATRIX)('answers %s with %i, %i, %i and %i', async (reader, ...statuses) => {
    const token = await tokenOf(reader);

    const answers = [
      await get(OWN, token),
      await get(FOREIGN, token),
      await get(PAST, token),
      await get(NOTHING, token),
    ];

    expect(answers.map(({ status }) => status)).toEqual(statuses);
    for (const { status, text } of answers) if (status !== 200) expect(text).toBe('');
  });

  it('shows the PM own lines and one figure for everything else, and nothing of others', async () => {
    const { text } = await get(OWN, await tokenOf('pm:AU-PM'));

    expect(revisionsOf(text)).toMatchObject([
      {
        lines: [{ cwoId: 'AU-OWN', allocatedCostUsd: '30.0000', hours: '30.00', sharePct: '75.00' }],
        otherWork: { tokens: 100, costUsd: '10.0000' },
        recomputedAgrees: true,
      },
    ]);
    for (const foreign of ['AU-FOREIGN', 'Secret work', 'TE-AU-1', 'entries', 'weights']) {
      expect(text).not.toContain(foreign);
    }
  });

  it('shows the PM of work that has moved what was theirs, and that it is gone', async () => {
    const { text } = await get(PAST, await tokenOf('pm:AU-PM-PAST'));

    expect(revisionsOf(text)).toMatchObject([
      { revision: 1, lines: [{ cwoId: 'AU-PAST', allocatedCostUsd: '5.0000' }], otherWork: { costUsd: '0.0000' } },
      { revision: 2, lines: [], otherWork: { costUsd: '5.0000' } },
    ]);
    expect(text).not.toContain('AU-FOREIGN');
  });

  it('shows employees and finance all of it, as the command line does', async () => {
    const own = await get(OWN, await tokenOf('employee:AU-1'));
    const finance = await get(OWN, await tokenOf('finance:AU-9'));
    const { stdout } = await ledger(['audit', '--employee', 'AU-1', '--week', MONDAY, '--json']);

    expect(own.text).toBe(finance.text);
    expect(JSON.parse(own.text)).toEqual(JSON.parse(stdout));
    expect(revisionsOf(own.text)).toMatchObject([
      { lines: [{ cwoId: 'AU-FOREIGN' }, { cwoId: 'AU-OWN' }], recomputedAgrees: true },
    ]);
  });

  it.each([
    ['a Tuesday', 'AU-1/weeks/2025-03-04'],
    ['a day that is none', 'AU-1/weeks/2025-02-30'],
    ['a word', 'AU-1/weeks/last'],
    ['an id that is none', `a%20b/weeks/${MONDAY}`],
    ['an id that is too long', `${'a'.repeat(65)}/weeks/${MONDAY}`],
  ])('refuses %s', async (_, path) => {
    expect((await get(path, await tokenOf('finance:AU-9'))).status).toBe(400);
  });

  describe('asks for a token', () => {
    it('and takes one with the claims of its issuer', async () => {
      expect((await get(OWN, await tokenWith({}))).status).toBe(200);
    });

    it.each([
      ['of another audience', { aud: 'somebody-else' }],
      ['of another issuer', { iss: 'http://127.0.0.1:1' }],
      ['that has expired', { exp: 1_700_000_000 }],
      ['that is not valid yet', { nbf: 4_000_000_000 }],
    ])('and refuses one %s', async (_, changes) => {
      expect((await get(OWN, await tokenWith(changes))).status).toBe(401);
    });

    it('and refuses one that another key has signed, one that is none, and none', async () => {
      const { privateKey } = await generateKeyPair('RS256');

      expect((await get(OWN, await tokenWith({}, privateKey))).status).toBe(401);
      expect((await get(OWN, 'no.token.atall')).status).toBe(401);
      expect((await get(OWN)).status).toBe(401);
    });

    it.each([
      ['without a role', { tokenledger_role: undefined }],
      ['with a role that nobody has', { tokenledger_role: 'admin' }],
      ['with several roles', { tokenledger_role: ['employee', 'finance'] }],
      ['without a subject', { sub: undefined }],
      ['with a subject that is no id', { sub: 'AU-1 ' }],
    ])('and shows nothing to one %s', async (_, changes) => {
      expect(await get(OWN, await tokenWith(changes))).toEqual({ status: 403, text: '' });
    });
  });
});

describe('a CWO that another PM takes over', () => {
  const week = new LedgerWeek(HANDED_MONDAY);
  const path = `AU-5/weeks/${HANDED_MONDAY}`;
  const people = { 'AU-5': { logs: { 'AU-HANDED': '40.00' } } };
  const statusFor = async (reader: string) => (await get(path, await tokenOf(reader))).status;
  const soon = (reader: string) => expect.poll(() => statusFor(reader), { timeout: HANDED_MS_MAX, interval: 500 });

  it('is shown to the new one and not to the former as soon as the timesheet system has told of it', async () => {
    const stack = deployment();
    await week.say(people, { 'AU-HANDED': managedBy('AU-FORMER') });
    await week.load('spend.csv', [usage('AU-5', '5.00', 50n)]);
    await week.run();
    expect([await statusFor('pm:AU-FORMER'), await statusFor('pm:AU-NEW')]).toEqual([200, 403]);

    await week.say(people, { 'AU-HANDED': managedBy('AU-NEW') });
    const body = { type: 'cwo.updated', timestamp: new Date().toISOString(), data: { cwoId: 'AU-HANDED' } };
    const delivery = deliver({ body, secrets: [await webhookSecret(stack)] });
    expect(await post(stack.output('WebhookUrl'), delivery)).toBe(202);

    await soon('pm:AU-NEW').toBe(200);
    expect(await statusFor('pm:AU-FORMER')).toBe(403);
  });

  it('has the address of its PM in the registry, and in no object of the run store', async () => {
    const stack = deployment();
    const TableName = stack.output('CwoTableName');

    const { Item } = await stack.dynamodb.send(new GetCommand({ TableName, Key: { cwoId: 'AU-HANDED' } }));

    expect(Item).toMatchObject({ pmEmployeeId: 'AU-NEW', pmEmail: 'pm@example.com' });
    const keys = await listKeys(stack.s3, stack.output('RunBucketName'), 'runs/');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const found = await stack.s3.send(new GetObjectCommand({ Bucket: stack.output('RunBucketName'), Key: key }));
      expect((await found.Body?.transformToString())?.includes('pm@example.com'), key).toBe(false);
    }
  });
});
