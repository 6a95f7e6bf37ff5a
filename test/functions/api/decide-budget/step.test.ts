import { beforeEach, describe, expect, it } from 'vitest';
import type { CwoBudget } from '../../../../core/budgets/tracking.ts';
import { toExactJson } from '../../../../core/values/codec.ts';
import type { ReaderRole } from '../../../../core/values/reader.ts';
import { decideOnRequest } from '../../../../functions/api/decide-budget/step.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryBudgetPorts } from '../../../doubles/memory-budget-ports.ts';
import { knownCwo } from '../../../worlds/budget-alerts.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const PM = { employeeId: 'E9', role: 'pm' } as const;
const FINANCE = { employeeId: 'F1', role: 'finance' } as const;
const SET = { kind: 'SET', tokensPerWeek: 30_000 };
const CONTRACT = 'budget.openapi.yaml#/components/schemas';

let ports: MemoryBudgetPorts;

beforeEach(() => {
  ports = new MemoryBudgetPorts(knownCwo());
  ports.made.push(suggestion());
});

interface Sent {
  readonly reader?: { readonly employeeId: string; readonly role: ReaderRole };
  readonly cwoId?: string;
  readonly ifMatch?: string | undefined;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}

function put({ reader = PM, cwoId = 'C1', body = SET, ...sent }: Sent = {}) {
  const text = typeof body === 'string' ? body : toExactJson(body, 0);
  const ifMatch = 'ifMatch' in sent ? sent.ifMatch : '0';
  return decideOnRequest({ reader, cwoId, ifMatch, body: Buffer.from(text) }, ports);
}

describe('who may decide', () => {
  it.each([
    ['the PM of the CWO', PM, 'C1', 200],
    ['finance', FINANCE, 'C1', 200],
    ['finance, of a CWO that nobody knows', FINANCE, 'C9', 404],
    ['another PM', { ...PM, employeeId: 'E8' }, 'C1', 403],
    ['another PM, of a CWO that nobody knows', { ...PM, employeeId: 'E8' }, 'C9', 403],
    ['the PM without that role', { ...PM, role: 'employee' as const }, 'C1', 403],
    ['an employee, of a CWO that nobody knows', { employeeId: 'E1', role: 'employee' as const }, 'C9', 403],
  ])('%s', async (_, reader, cwoId, status) => {
    const answer = await put({ reader, cwoId });

    expect(answer.status).toBe(status);
    expect(ports.written).toHaveLength(status === 200 ? 1 : 0);
    if (status !== 200) expect(answer).toEqual({ status });
  });

  it.each([undefined, 'nonsense'])('is looked at before what was sent: If-Match %s', async (ifMatch) => {
    const stranger = { reader: { ...PM, employeeId: 'E8' }, ifMatch, body: 'no JSON' };

    expect(await put(stranger)).toEqual({ status: 403 });
    expect(await put({ ...stranger, cwoId: 'C9' })).toEqual({ status: 403 });
  });
});

describe('a decision', () => {
  it('keeps what it does not name, empties what it names as null, and is answered as it stands', async () => {
    await put({ body: { ...SET, usdTotal: '100' } });

    const answer = await put({ ifMatch: '"1"', body: { kind: 'SET', usdTotal: null, tokensTotal: 5, note: 'less' } });

    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: {
        cwoId: 'C1',
        version: 2,
        kind: 'SET',
        tokensPerWeek: 30_000n,
        tokensTotal: 5n,
        usdPerWeek: null,
        usdTotal: null,
        effectiveFrom: '2026-11-23',
        decidedBy: 'E9',
        note: 'less',
      },
    });
    expect(faultsOf(`${CONTRACT}/CwoDecision`, answer.body)).toEqual([]);
  });

  it('is exact past 2^53, up to what the columns hold', async () => {
    const body = '{"kind":"SET","tokensTotal":9223372036854775807,"usdTotal":"99999999999999.9999"}';

    expect(await put({ body })).toMatchObject({
      body: { tokensTotal: 2n ** 63n - 1n, usdTotal: '99999999999999.9999' },
    });
  });

  it('takes over the suggestion that it confirms', async () => {
    const body = { kind: 'CONFIRMED', suggestionId: suggestion().suggestionId };

    expect(await put({ body })).toMatchObject({ status: 200, body: { tokensPerWeek: 30_000n, usdTotal: '900.0000' } });
  });

  it('of two at once is the first that is written; the other is shown what stands', async () => {
    const [first, second] = await Promise.all([put({ reader: FINANCE }), put({ body: { ...SET, tokensPerWeek: 1 } })]);

    const answers = [first, second].sort((a, b) => a.status - b.status);
    const [won, lost] = answers;
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    const { cwoId: _, ...decision } = { cwoId: null, ...won?.body };
    expect(lost?.body).toMatchObject({ current: decision });
    expect(faultsOf(`${CONTRACT}/Conflict`, lost?.body)).toEqual([]);
    expect(ports.stored.get('C1')?.decisions).toHaveLength(1);
  });

  it('on a version that is none yet is a conflict, with nothing to show', async () => {
    const answer = await put({ ifMatch: '7' });

    expect(answer).toMatchObject({ status: 409, body: { current: null } });
    expect(faultsOf(`${CONTRACT}/Conflict`, answer.body)).toEqual([]);
  });

  it('that loses race after race to refreshes is to be sent again', async () => {
    await put();
    ports.beforeWrite = () => {
      const { total, ...budget } = ports.stored.get('C1') as CwoBudget;
      ports.stored.set('C1', { ...budget, total: total && { ...total, version: total.version + 1 } });
    };

    expect(await put({ ifMatch: '1' })).toEqual({ status: 503, headers: { 'retry-after': '1' } });
    expect(ports.written).toHaveLength(1);
  });
});

describe('what was sent is refused', () => {
  it('without If-Match', async () => {
    expect(await put({ ifMatch: undefined })).toMatchObject({ status: 428, body: { message: /If-Match/ } });
  });

  it.each(['*', '', 'W/"1"', '"1', '-1', '1.0', '"1", "2"', '1234567'])('with If-Match %s', async (ifMatch) => {
    expect(await put({ ifMatch })).toMatchObject({ status: 400, body: { faults: [{ field: 'If-Match' }] } });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', ''],
    ['bytes that are no text', '\u{fffd}'.replace('\u{fffd}', '"\ud800'), ''],
    ['no object', [], ''],
    ['nothing', '', ''],
    ['no kind', { tokensPerWeek: 1 }, 'kind'],
    ['an unknown kind', { ...SET, kind: 'MAYBE' }, 'kind'],
    ['an unknown field', { ...SET, tokens: 1 }, 'tokens'],
    ['tokens below 0', { ...SET, tokensPerWeek: -1 }, 'tokensPerWeek'],
    ['no tokens', { ...SET, tokensPerWeek: 0 }, 'tokensPerWeek'],
    ['part of a token', '{"kind":"SET","tokensTotal":1.5}', 'tokensTotal'],
    ['tokens with an exponent', '{"kind":"SET","tokensTotal":1e3}', 'tokensTotal'],
    ['tokens past BIGINT', '{"kind":"SET","tokensTotal":9223372036854775808}', 'tokensTotal'],
    ['tokens as text', { ...SET, tokensPerWeek: '30000' }, 'tokensPerWeek'],
    ['money as a number', { ...SET, usdPerWeek: 10 }, 'usdPerWeek'],
    ['no money', { ...SET, usdPerWeek: '0' }, 'usdPerWeek'],
    ['money below 0', { ...SET, usdTotal: '-1.00' }, 'usdTotal'],
    ['money of 5 decimals', { ...SET, usdTotal: '1.00001' }, 'usdTotal'],
    ['money past its column', { ...SET, usdTotal: '100000000000000' }, 'usdTotal'],
    ['a day that is none', { ...SET, effectiveFrom: '2026-02-30' }, 'effectiveFrom'],
    ['an empty id of a suggestion', { ...SET, suggestionId: '' }, 'suggestionId'],
    ['an id that no suggestion has', { ...SET, suggestionId: 'A'.repeat(64) }, 'suggestionId'],
    ['a note of 501 characters', { ...SET, note: 'x'.repeat(501) }, 'note'],
  ])('with %s, and the answer names the field', async (_, body, field) => {
    const answer = await put({ body });

    expect(answer).toMatchObject({ status: 400, body: { faults: [{ field }] } });
    expect(faultsOf(`${CONTRACT}/Refusal`, answer.body)).toEqual([]);
    expect(ports.written).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['no figure', { kind: 'SET' }, /names at least one figure/],
    ['a figure of its own in a confirmation', { ...SET, kind: 'CONFIRMED' }, /names no figure/],
    ['a Tuesday', { ...SET, effectiveFrom: '2026-12-01' }, /not a Monday/],
    ['the week before', { ...SET, effectiveFrom: '2026-11-16' }, /history is not rewritten/],
    ['an unknown suggestion', { kind: 'SKIPPED', suggestionId: 'b'.repeat(64) }, /has no suggestion/],
  ])('by the rules: %s', async (_, body, message) => {
    const answer = await put({ body });

    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringMatching(message) } });
    expect(faultsOf(`${CONTRACT}/Message`, answer.body)).toEqual([]);
  });

  it('where it is larger than any decision', async () => {
    expect(await put({ body: { ...SET, note: 'x'.repeat(10_240) } })).toEqual({ status: 413 });
  });
});
