import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HmacDecisionLinks } from '../../../adapters/links/decision-links.ts';
import { type DecisionLink, hasExpired, linkAt } from '../../../core/budgets/decision-link.ts';

const NOW = '2026-11-26T09:00:00.000Z';
const LINK = linkAt(NOW, { cwoId: 'C1', suggestionId: 'a'.repeat(64), pmEmployeeId: 'E9', seenVersion: 3 });
const links = new HmacDecisionLinks(async () => 'a key');

const id = fc.stringMatching(/^[A-Za-z0-9._@-]{1,64}$/);
const link: fc.Arbitrary<DecisionLink> = fc.record({
  cwoId: id,
  suggestionId: id,
  pmEmployeeId: id,
  seenVersion: fc.nat(999_999),
  expiresAt: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
});

describe('a link', () => {
  it('is known again, as it was signed', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (one) => {
        const token = await links.sign(one);

        expect(token).toMatch(/^[A-Za-z0-9_.-]{1,1100}$/);
        expect(await links.verify(token)).toEqual(one);
      }),
    );
  });

  it('is none with any one character changed, taken away or put in', async () => {
    const token = await links.sign(LINK);
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/% \n';
    const altered = [...token].flatMap((character, at) => [
      ...[...characters]
        .filter((one) => one !== character)
        .map((one) => token.slice(0, at) + one + token.slice(at + 1)),
      token.slice(0, at) + token.slice(at + 1),
      token.slice(0, at) + character + token.slice(at),
    ]);

    const known = (await Promise.all(altered.map((one) => links.verify(one)))).filter((one) => one !== null);

    expect(altered.length).toBeGreaterThan(10_000);
    expect(known).toEqual([]);
    expect(await links.verify(token)).toEqual(LINK);
  });

  it('is none that another key has signed', async () => {
    const foreign = await new HmacDecisionLinks(async () => 'another key').sign(LINK);

    expect(await links.verify(foreign)).toBeNull();
  });

  it('is none of any other text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2_000 }), async (text) => {
        expect(await links.verify(text)).toBeNull();
      }),
    );
  });

  it('holds for 14 days and not a moment longer', () => {
    expect(LINK.expiresAt).toBe('2026-12-10T09:00:00.000Z');
    expect(hasExpired(LINK, '2026-12-10T08:59:59.999Z')).toBe(false);
    expect(hasExpired(LINK, '2026-12-10T09:00:00.000Z')).toBe(true);
  });
});
