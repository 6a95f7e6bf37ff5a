import { beforeEach, describe, expect, it } from 'vitest';
import { linkAt } from '../../../../core/budgets/decision-link.ts';
import { decideByLink, showLink } from '../../../../functions/api/decide-by-link/step.ts';
import { MemoryBudgetPorts } from '../../../doubles/memory-budget-ports.ts';
import { knownCwo } from '../../../worlds/budget-alerts.ts';
import { suggestedRole, suggestion } from '../../../worlds/suggestions.ts';

const SUGGESTION = suggestion();
const { suggestionId } = SUGGESTION;
const LINK = { cwoId: 'C1', suggestionId, pmEmployeeId: 'E9', seenVersion: 0 };

let ports: MemoryBudgetPorts;
let token: string;

beforeEach(async () => {
  ports = new MemoryBudgetPorts(knownCwo());
  ports.made.push(SUGGESTION);
  token = await ports.links.sign(linkAt(ports.clock.now(), LINK));
});

function send(fields: Readonly<Record<string, string>>, by = token) {
  return decideByLink(by, Buffer.from(new URLSearchParams(fields).toString()), ports);
}

const shown = async (by = token) => (await showLink(by, ports)).page;

describe('the page of a link', () => {
  it('shows how the suggestion came about, and what it comes to', async () => {
    const { status, page } = await showLink(token, ports);
    const text = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

    expect(status).toBe(200);
    for (const words of [
      'AI budget of Fintech core',
      'C1 · Fintech · 2026-10-05 to 2026-12-25',
      'as of 2026-11-16',
      'BACKEND_DEVELOPER 3.00 8,000 24,000 60.0000',
      'Sum per week 28,500 71.2500',
      'Buffer 5 % 5 %',
      'Proposed per week 30,000 75.0000',
      'Proposed for 12 weeks 360,000 900.0000',
      'as the median does it were 21,000 tokens a week, as the heaviest tenth does 44,000.',
      '30,000 tokens and 75.0000 USD a week, 360,000 tokens and 900.0000 USD in total',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('shows text of others as text, with what cannot be seen written out', async () => {
    const hostile = `</title><script>alert("1")</script> & 'quotes'\u202e`;
    ports.registry.set('C1', knownCwo({ name: hostile, projectName: hostile }));
    ports.made.push(suggestion({ roles: [suggestedRole(hostile, 1, null)] }));

    const page = await shown();

    const escaped = '&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;\\u202e';
    expect(page.split(escaped)).toHaveLength(5);
    expect(page).not.toContain('<script');
    expect(page).toContain('too little history');
  });

  it('has nothing to confirm where there is no figure, but can be filled in and skipped', async () => {
    const none = { tokensPerWeek: null, tokensTotal: null, usd4PerWeek: null, usd4Total: null };
    ports.made.push(
      suggestion({ sureness: 'INSUFFICIENT_HISTORY', figures: none, sum: null, range: null, weeks: null }),
    );

    const page = await shown();

    expect(page).not.toContain('CONFIRMED');
    expect(page).toContain('There is not enough history');
    expect(page).toContain('value="ADJUSTED"');
    expect(page).toContain('value="SKIPPED"');
  });

  it('is read as often as one likes before it is used', async () => {
    expect(await shown()).toBe(await shown());
    expect(ports.written).toEqual([]);
  });
});

describe('a form that is sent', () => {
  it.each([
    [{ kind: 'CONFIRMED' }, 'The budget is confirmed', SUGGESTION.figures],
    [{ kind: 'SKIPPED' }, 'The budget is left as it is', { tokensPerWeek: null, usd4Total: null }],
    [
      {
        kind: 'ADJUSTED',
        tokensPerWeek: ' 40000 ',
        tokensTotal: '',
        usdPerWeek: '99.5',
        usdTotal: '',
        note: ' two more ',
      },
      'The budget is set',
      { tokensPerWeek: 40_000n, tokensTotal: null, usd4PerWeek: 995_000n, usd4Total: null },
    ],
  ])('decides in the name of the PM: %o', async (fields, title, figures) => {
    const { status, page } = await send(fields);

    expect(status).toBe(200);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(ports.stored.get('C1')?.decisions).toMatchObject([
      {
        version: 1,
        kind: fields.kind,
        figures,
        decidedBy: 'E9',
        suggestionId,
        note: 'note' in fields ? 'two more' : null,
      },
    ]);
    expect(ports.alertsStarted).toBe(1);
  });

  it('with figures that are none is shown again, each fault beside its field, and nothing is lost', async () => {
    const { status, page } = await send({
      kind: 'ADJUSTED',
      tokensPerWeek: '30,000',
      tokensTotal: '-1',
      usdPerWeek: '1.23456',
      usdTotal: '12',
      note: '<b>why</b>',
    });

    expect(status).toBe(422);
    expect(ports.written).toEqual([]);
    expect(page).toContain('<title>Error: AI budget of Fintech core</title>');
    for (const name of ['tokensPerWeek', 'tokensTotal', 'usdPerWeek']) {
      expect(page).toMatch(
        new RegExp(`<p class="error" id="${name}-error">[^<]* is not an? [^<]*</p>\n<input id="${name}"`),
      );
      expect(page).toContain(`<a href="#${name}">`);
    }
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(3);
    for (const value of ['30,000', '-1', '1.23456', '12', '&lt;b&gt;why&lt;/b&gt;']) {
      expect(page).toContain(`value="${value}"`);
    }
  });

  it.each([
    ['no kind', {}, 422],
    ['an unknown kind', { kind: 'SET' }, 422],
    ['an unknown field', { kind: 'SKIPPED', cwoId: 'C2' }, 422],
    ['a note of 501 characters', { kind: 'ADJUSTED', tokensTotal: '1', note: 'x'.repeat(501) }, 422],
    ['figures in a confirmation', { kind: 'CONFIRMED', tokensTotal: '1' }, 422],
    ['no figure to adjust', { kind: 'ADJUSTED' }, 422],
    ['more than any decision holds', { kind: 'ADJUSTED', note: 'x'.repeat(10_240) }, 413],
  ])('with %s decides nothing', async (_, fields, expected) => {
    const { status, page } = await send(fields as Record<string, string>);

    expect(status).toBe(expected);
    expect(page).toMatch(/Nothing was decided/);
    expect(ports.written).toEqual([]);
  });

  it('while the same rows are written again and again may be sent again', async () => {
    await send({ kind: 'SKIPPED' });
    token = await ports.links.sign(linkAt(ports.clock.now(), { ...LINK, seenVersion: 1 }));
    ports.beforeWrite = () => {
      const { total, ...budget } = ports.stored.get('C1') as NonNullable<ReturnType<typeof ports.stored.get>>;
      ports.stored.set('C1', { ...budget, total: total && { ...total, version: total.version + 1 } });
    };

    expect(await send({ kind: 'SKIPPED' })).toMatchObject({
      status: 503,
      page: expect.stringContaining('try again in a moment'),
    });
  });

  it('twice at once decides once', async () => {
    const answers = await Promise.all([send({ kind: 'CONFIRMED' }), send({ kind: 'SKIPPED' })]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(ports.stored.get('C1')?.decisions).toHaveLength(1);
  });
});

describe('a link that leads nowhere', () => {
  /** Each with what makes it so, after it was signed. */
  const DEAD: [what: string, make: () => Promise<string> | string][] = [
    ['is malformed', () => 'nonsense'],
    ['is empty', () => ''],
    ['is altered', () => token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    [
      'has expired',
      () => {
        ports.clock.advance(14 * 86_400_000);
        return token;
      },
    ],
    [
      'was used',
      async () => {
        await send({ kind: 'CONFIRMED' });
        return token;
      },
    ],
    ['is of a version to come', () => ports.links.sign(linkAt(ports.clock.now(), { ...LINK, seenVersion: 1 }))],
    [
      'is of another PM',
      () => {
        ports.registry.set('C1', knownCwo({ pmEmployeeId: 'E8' }));
        return token;
      },
    ],
    [
      'is of a CWO that has no PM any more',
      () => {
        ports.registry.set('C1', knownCwo({ pmEmployeeId: null }));
        return token;
      },
    ],
    [
      'is of a CWO that nobody knows',
      () => {
        ports.registry.clear();
        return token;
      },
    ],
    [
      'is of a suggestion that was replaced',
      () => {
        ports.made.push(suggestion({ suggestionId: 'b'.repeat(64) }));
        return token;
      },
    ],
  ];

  it.each(DEAD)('since it %s is answered with one and the same page, and decides nothing', async (_, make) => {
    const dead = await make();
    const before = ports.written.length;

    const read = await showLink(dead, ports);
    const sent = await send({ kind: 'ADJUSTED', tokensTotal: '1' }, dead);

    const nowhere = await showLink('?', ports);
    expect([nowhere.status, nowhere.page]).toEqual([404, expect.stringContaining('This link leads nowhere')]);
    expect(read).toEqual(nowhere);
    expect(sent).toEqual(nowhere);
    expect(ports.written).toHaveLength(before);
  });
});
