import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import { toSuggestionMessage } from '../../../core/budgets/suggestion-message.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestedRole, suggestion } from '../../worlds/suggestions.ts';

const DECISION = {
  recipient: 'pm@example.com',
  url: 'https://pages.example.com/budget-decisions/abc.def',
  until: '2026-12-08T05:12:00.000Z',
};

function messageOf(other: Partial<BudgetSuggestion> = {}, cwo: Partial<KnownCwo> = {}, decision = DECISION) {
  const places = { budgetUrl: 'https://api.example.com', decision };
  return toSuggestionMessage({ suggestion: suggestion(other), cwo: knownCwo(cwo) }, places, sha256);
}

describe('the message of a suggestion', () => {
  it('tells a person what is suggested, where to decide, and how it came about', () => {
    const { subject, text } = messageOf();

    expect(subject).toBe('AI budget: a suggestion for C1');
    expect(text.split('\n')).toEqual([
      'You manage this work order. An AI budget is suggested for it, from what such roles used in the last weeks.',
      '',
      'C1  Fintech core',
      '  30,000 tokens and 75.0000 USD a week',
      '  360,000 tokens and 900.0000 USD in 12 weeks',
      '',
      'Confirm, change or skip it here, without signing in:',
      'https://pages.example.com/budget-decisions/abc.def',
      'Whoever opens this link decides in your name, once, until 2026-12-08: keep it to yourself.',
      '',
      'How it came about:',
      'https://api.example.com/cwos/C1/budget-suggestion',
    ]);
  });

  it('says what has no end and therefore no total', () => {
    const figures = { tokensPerWeek: 30_000n, tokensTotal: null, usd4PerWeek: null, usd4Total: null };

    const { text } = messageOf({ endDate: null, weeks: null, figures });

    expect(text).toContain('  30,000 tokens a week\n  no total, as it has no end date\n');
  });

  it('says so where no week lies within its dates', () => {
    const figures = { tokensPerWeek: 30_000n, tokensTotal: null, usd4PerWeek: 750_000n, usd4Total: null };

    const { text } = messageOf({ weeks: 0, figures });

    expect(text).toContain('  30,000 tokens and 75.0000 USD a week\n  no total, as no week lies within its dates\n');
  });

  it('names the roles that are left out, as many as are read', () => {
    const left = (count: number) =>
      messageOf({ roles: Array.from({ length: count }, (_, at) => suggestedRole(`R${at}`, 1, null)) }).text;

    expect(left(2)).toContain('without enough history, and left out: R0, R1\n');
    expect(left(7)).toContain('left out: R0, R1, R2, R3, R4 and 2 more\n');
    expect(messageOf().text).not.toContain('left out');
  });

  it('shows names of others so that they neither act nor hide', () => {
    const { text } = messageOf({}, { name: `a\nConfirm here: https://evil.example${'x'.repeat(100)}` });

    expect(text).not.toContain('\nConfirm here: https://evil');
    expect(text.split('\n')[2]?.length).toBeLessThanOrEqual(100);
  });

  it('has one id for the same suggestion and recipient, whenever it is sent', () => {
    const { messageId } = messageOf();

    expect(messageOf({}, {}, { ...DECISION, url: 'https://pages.example.com/other' }).messageId).toBe(messageId);
    expect(messageOf({}, {}, { ...DECISION, recipient: 'other@example.com' }).messageId).not.toBe(messageId);
    expect(messageOf({ suggestionId: 'b'.repeat(64) }).messageId).not.toBe(messageId);
  });

  it('has a subject that SNS takes, however long an id is', () => {
    const cwoId = 'C'.repeat(64);
    const places = { budgetUrl: 'https://api.example.com', decision: null };

    const { subject } = toSuggestionMessage(
      { suggestion: suggestion({ cwoId }), cwo: knownCwo({ cwoId }) },
      places,
      sha256,
    );

    expect(subject).toMatch(/^[ -~]{1,99}$/);
  });
});
