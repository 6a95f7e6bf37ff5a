/** Input, the cached part of it, output, the part of it that is reasoning. */
export type Tokens = readonly [input: number, cached: number, output: number, reasoning: number];

export const CODEX_MODEL = 'gpt-5.1-codex';

/** The first line of a rollout file, or one that is copied with a history. */
export function sessionLine(id: string, at: string, more: Readonly<Record<string, unknown>> = {}): string {
  const payload = {
    id,
    timestamp: at,
    cwd: '/home/dev/app',
    originator: 'codex_cli_rs',
    cli_version: '0.58.0',
    ...more,
  };
  return JSON.stringify({ timestamp: at, type: 'session_meta', payload });
}

export function turnLine(at: string, model: string | null = CODEX_MODEL): string {
  const payload = { cwd: '/home/dev/app', ...(model !== null && { model }) };
  return JSON.stringify({ timestamp: at, type: 'turn_context', payload });
}

/** The session's totals and the last response's tokens; either may be left out. */
export function tokenLine(at: string, total: Tokens | null, last: Tokens | null): string {
  const info = {
    ...(total && { total_token_usage: usageOf(total) }),
    ...(last && { last_token_usage: usageOf(last) }),
    model_context_window: 272_000,
  };
  const payload = { type: 'token_count', info: total || last ? info : null, rate_limits: null };
  return JSON.stringify({ timestamp: at, type: 'event_msg', payload });
}

function usageOf([input, cached, output, reasoning]: Tokens) {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: input + output,
  };
}
