import type { SourceProduct } from '../../core/billing/focus-rows.ts';

/** Sources by the name that the lake has for them. */
const PRODUCTS: Readonly<Record<string, SourceProduct>> = {
  claude_code: { service: 'Claude Code', provider: 'Anthropic' },
  anthropic_api: { service: 'Claude API', provider: 'Anthropic' },
  openai_api: { service: 'OpenAI API', provider: 'OpenAI' },
  codex: { service: 'Codex', provider: 'OpenAI' },
  cursor: { service: 'Cursor', provider: 'Anysphere' },
  github_copilot: { service: 'GitHub Copilot', provider: 'GitHub' },
};

/** What is sold under a source; one that nobody has named here is its own product and provider. */
export function productOf(source: string): SourceProduct {
  return Object.hasOwn(PRODUCTS, source) ? (PRODUCTS[source] as SourceProduct) : { service: source, provider: source };
}
