import { describe, expect, it } from 'vitest';
import { listedName, providerOfModel } from '../../../adapters/prices/list-prices.ts';
import { isVariant, namesOf } from '../../../adapters/prices/model-names.ts';

describe('namesOf', () => {
  it.each([
    ['claude-opus-5', 'claude-opus-5'],
    ['us.anthropic.claude-sonnet-4-6-v1:0', 'claude-sonnet-4-6'],
    ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['openai.gpt-oss-120b-1:0', 'gpt-oss-120b'],
    ['arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5', 'claude-opus-5'],
    ['anthropic/claude-opus-5', 'claude-opus-5'],
    ['claude-opus-4-7[1m]', 'claude-opus-4-7'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['gpt-5.4-2026-02-01', 'gpt-5.4'],
    ['gpt-5.4-xhigh', 'gpt-5.4'],
    ['claude-4.6-opus-high-thinking', 'claude-opus-4.6'],
    ['claude-4-sonnet-1m-thinking', 'claude-sonnet-4'],
    ['Claude Opus 4.7', 'claude-opus-4.7'],
    ['Auto: Claude Opus 4.7', 'claude-opus-4.7'],
    ['Gemini 3 Pro (Preview)', 'gemini-3-pro'],
    ['  GPT-5 mini ', 'gpt-5-mini'],
    ['kimi-k2.5', 'kimi-k2.5'],
  ])('of %s ends with %s', (raw, name) => {
    expect(namesOf(raw).at(-1)).toBe(name);
  });

  it('begins with the name as it was given', () => {
    expect(namesOf('gpt-5.1-codex-max')).toEqual(['gpt-5.1-codex-max', 'gpt-5.1-codex']);
  });

  it.each([[''], ['   '], ['x'.repeat(201)]])('has none for what is no name: %j', (raw) => {
    expect(namesOf(raw)).toEqual([]);
  });
});

describe('isVariant', () => {
  it.each([
    ['claude-opus-5-20260801', 'claude-opus-5', true],
    ['claude-opus-4-6-high-thinking', 'claude-opus-4-6', true],
    ['claude-sonnet-5-5', 'claude-sonnet-5', false],
    ['claude-sonnet-5.5', 'claude-sonnet-5', false],
    ['claude-opus-4-10', 'claude-opus-4-1', false],
    ['claude-opus-4-6-fast', 'claude-opus-4-6', false],
    ['grok-code-fast-1', 'grok-code-fast-1', true],
    ['claude-4.6-opus', 'claude-opus-4-6', true],
  ])('%s of %s: %s', (name, id, expected) => {
    expect(isVariant(name, id)).toBe(expected);
  });
});

describe('listedName', () => {
  it.each([
    ['anthropic', 'claude-opus-5', 'claude-opus-5'],
    ['anthropic', 'claude-sonnet-4-20250514', 'claude-sonnet-4-0'],
    ['anthropic', 'claude-opus-4-7[1m]', 'claude-opus-4-7'],
    ['aws', 'us.anthropic.claude-sonnet-4-6-v1:0', 'claude-sonnet-4-6'],
    ['google', 'claude-opus-4-6@20260301', 'claude-opus-4-6'],
    ['anthropic', 'claude-4.6-opus-high-thinking', 'claude-opus-4-6'],
    ['anthropic', 'claude-4.5-sonnet-thinking', 'claude-sonnet-4-5'],
    ['github', 'Auto: Claude Opus 4.7', 'claude-opus-4-7'],
    ['github', 'Claude Haiku 4.5', 'claude-haiku-4-5'],
    ['openai', 'gpt-5.1-codex-max-high', 'gpt-5.1'],
    ['openai', 'GPT-5.3-Codex', 'gpt-5.3-codex'],
    ['openai', 'gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
    ['openai', 'gpt-realtime-2.1', 'gpt-realtime-2'],
    ['google', 'Gemini 2.5 Pro', 'gemini-2.5-pro'],
    ['google', 'gemini-2.5-pro-preview-05-06', 'gemini-2.5-pro'],
    ['x-ai', 'Grok Code Fast 1', 'grok-code-fast-1'],
  ])('of %s %s is %s', (provider, raw, name) => {
    expect(listedName(provider, raw)).toBe(name);
  });

  it.each([
    ['anthropic', 'claude-sonnet-5-5'],
    ['anthropic', 'claude-4.6-opus-fast'],
    ['github', 'Claude Opus 4.6 (fast mode)'],
    ['openai', 'gpt-5.4-fast'],
    ['cursor', 'default'],
    ['github', 'Code Review model'],
    ['aws', 'arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc123'],
    ['anthropic', '<synthetic>'],
    ['nobody', 'nothing'],
    ['anthropic', ''],
  ])('of %s %s is unknown', (provider, raw) => {
    expect(listedName(provider, raw)).toBeNull();
  });
});

describe('providerOfModel', () => {
  it.each([
    ['claude-4.6-opus-high-thinking', 'anthropic'],
    ['Auto: GPT-5.4', 'openai'],
    ['o3', 'openai'],
    ['Gemini 2.5 Pro', 'google'],
    ['grok-code-fast-1', 'x-ai'],
    ['composer-1', 'cursor'],
    ['default', null],
    ['', null],
  ])('of %s is %s', (raw, provider) => {
    expect(providerOfModel(raw)).toBe(provider);
  });
});
