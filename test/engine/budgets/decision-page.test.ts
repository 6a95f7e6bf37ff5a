import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { HmacDecisionLinks } from '../../../adapters/links/decision-links.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { linkAt } from '../../../core/budgets/decision-link.ts';
import { launchBrowser } from '../../doubles/browser.ts';
import { knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';
import { deployment } from '../recalculation/intake.ts';
import { contrastsBelow, unlabelledFields } from './page-checks.ts';

const PM = 'DP-PM';
const { suggestionId } = suggestion();

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A CWO with a suggestion, and the address of the link on which its PM decides. */
async function linkTo(cwoId: string, { sentAt = new Date().toISOString() } = {}): Promise<string> {
  const stack = deployment();
  const { pmEmail: _, roles: __, ...columns } = knownCwo({ cwoId, name: `Work order ${cwoId}`, pmEmployeeId: PM });
  await stack.dynamodb.send(new PutCommand({ TableName: stack.output('CwoTableName'), Item: columns }));
  await stack.suggestions.add(suggestion({ cwoId }));
  const key = cachedSecret(stack.secrets, { secretId: stack.output('LinkKeySecretName'), clock: systemClock });
  const link = linkAt(sentAt, { cwoId, suggestionId, pmEmployeeId: PM, seenVersion: 0 });
  return `${stack.output('DecisionPageUrl')}/${await new HmacDecisionLinks(key).sign(link)}`;
}

/** A page of a browser that runs no script, with what it asked for and what it was forbidden. */
async function openPage(url: string): Promise<{ page: Page; status: number; asked: string[]; complaints: string[] }> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  const response = await page.goto(url);
  return { page, status: response?.status() ?? 0, asked, complaints };
}

const budgetOf = (cwoId: string) => deployment().budgets.read(cwoId);
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

describe('the page of a link, in a browser without script', () => {
  it('shows the suggestion, asks nobody else for anything, and breaks none of its own rules', async () => {
    const url = await linkTo('DP-SHOW');

    const { page, status, asked, complaints } = await openPage(url);

    expect([status, await heading(page)]).toEqual([200, 'AI budget of Work order DP-SHOW']);
    expect(await page.getByRole('row', { name: 'Proposed per week 30,000 75.0000' }).count()).toBe(1);
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).fontSize')).toBe('24px');
    expect([asked, complaints]).toEqual([[url], []]);
  });

  it('confirms by keyboard alone, with what has the focus to be seen', async () => {
    const url = await linkTo('DP-CONFIRM');
    const { page } = await openPage(url);

    const focused = (): Promise<string[]> =>
      page.evaluate('[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]');
    for (let keys = 0; keys < 10; keys += 1) {
      await page.keyboard.press('Tab');
      if ((await focused())[0] === 'Confirm the suggestion') break;
    }
    expect(await focused()).toEqual(['Confirm the suggestion', 'solid']);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);

    expect(await heading(page)).toBe('The budget is confirmed');
    expect((await budgetOf('DP-CONFIRM')).decisions).toMatchObject([
      { version: 1, kind: 'CONFIRMED', figures: suggestion().figures, suggestionId, decidedBy: PM },
    ]);
  });

  it('adjusts: figures that are none are told beside their fields, with what was filled in, and then taken', async () => {
    const { page } = await openPage(await linkTo('DP-ADJUST'));
    const tokens = page.getByLabel('Tokens per week');
    const send = page.getByRole('button', { name: 'Set these figures' });
    expect(await tokens.inputValue()).toBe('30000');

    await tokens.fill('45,000');
    await page.getByLabel('USD in total').fill('');
    await page.getByLabel('Note').fill('two "more" people');
    await send.click();

    expect(await page.title()).toBe('Error: AI budget of Work order DP-ADJUST');
    expect(await tokens.inputValue()).toBe('45,000');
    expect(await tokens.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#tokensPerWeek-error').textContent()).toContain('is not a whole number of tokens');
    expect(await page.getByLabel('Note').inputValue()).toBe('two "more" people');
    expect((await budgetOf('DP-ADJUST')).decisions).toEqual([]);

    await tokens.fill('45000');
    await send.click();

    expect(await heading(page)).toBe('The budget is set');
    expect((await budgetOf('DP-ADJUST')).decisions).toMatchObject([
      {
        kind: 'ADJUSTED',
        figures: { ...suggestion().figures, tokensPerWeek: 45_000n, usd4Total: null },
        note: 'two "more" people',
      },
    ]);
  });

  it('skips, and works no second time: not to look, not to decide', async () => {
    const url = await linkTo('DP-SKIP');
    const { page } = await openPage(url);
    const { page: other } = await openPage(url);

    await page.getByRole('button', { name: 'Skip the suggestion' }).click();
    await other.getByRole('button', { name: 'Confirm the suggestion' }).click();
    const again = await openPage(url);

    expect(await heading(page)).toBe('The budget is left as it is');
    expect(await heading(other)).toBe('This link leads nowhere');
    expect([again.status, await heading(again.page)]).toEqual([404, 'This link leads nowhere']);
    expect((await budgetOf('DP-SKIP')).decisions).toMatchObject([{ kind: 'SKIPPED', version: 1 }]);
  });

  it('of a link that has expired, or was altered, is the page of any link that leads nowhere', async () => {
    const old = await linkTo('DP-OLD', { sentAt: new Date(Date.now() - 14 * 86_400_000).toISOString() });
    const altered = (await linkTo('DP-OLD')).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const foreign = `${deployment().output('DecisionPageUrl')}/nonsense`;

    const pages = await Promise.all([old, altered, foreign].map(openPage));

    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(await Promise.all(pages.map(({ page }) => page.content()))).size).toBe(1);
  });
});

describe('whoever reads the page', () => {
  it('can tell every text from what is behind it, and every field by its label', async () => {
    const { page } = await openPage(await linkTo('DP-READ'));
    const isFine = async () => [await contrastsBelow(page, 4.5), await unlabelledFields(page)];

    expect(await isFine()).toEqual([[], []]);
    await page.getByLabel('Tokens per week').fill('none');
    await page.getByRole('button', { name: 'Set these figures' }).click();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await isFine()).toEqual([[], []]);
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });
});
