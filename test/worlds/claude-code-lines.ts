/** What a line of Claude Code's logs tells of a response; all of it can be left out or changed. */
export interface ResponseLine {
  readonly id?: string | null;
  readonly requestId?: string | null;
  readonly at?: string;
  readonly model?: string | null;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly cacheRead?: unknown;
  readonly cacheWrite?: unknown;
  /** Of the 5 minutes and the hour. */
  readonly breakdown?: readonly [number, number] | null;
  readonly isSidechain?: boolean;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly entry?: Readonly<Record<string, unknown>>;
}

export const MODEL = 'known-model';

/** A line as the tool writes it, without its end. */
export function responseLine(line: ResponseLine = {}): string {
  const {
    id = 'msg_1',
    requestId = 'req_1',
    at = '2026-03-02T10:15:02.123Z',
    model = MODEL,
    isSidechain = false,
  } = line;
  const { input = 4, output = 450, cacheRead = 200, cacheWrite = 30, breakdown = null } = line;
  const message = {
    ...(model === null ? {} : { model }),
    ...(id === null ? {} : { id }),
    type: 'message',
    role: 'assistant',
    content: [
      { type: 'tool_use', input: { content: ['"usage"'], usage: { output_tokens: 7 } } },
      { type: 'text', text: 'ü' },
    ],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: input,
      cache_creation_input_tokens: cacheWrite,
      cache_read_input_tokens: cacheRead,
      ...(breakdown && {
        cache_creation: { ephemeral_5m_input_tokens: breakdown[0], ephemeral_1h_input_tokens: breakdown[1] },
      }),
      output_tokens: output,
      service_tier: 'standard',
      ...line.usage,
    },
  };
  return JSON.stringify({
    parentUuid: 'u0',
    isSidechain,
    cwd: '/home/dev/app',
    sessionId: 's1',
    version: '2.1.161',
    gitBranch: 'main',
    message,
    ...(requestId === null ? {} : { requestId }),
    type: 'assistant',
    uuid: 'u1',
    timestamp: at,
    ...line.entry,
  });
}

/** What a tool answered, which speaks of usage and tells of a sub-agent's. */
export const TOOL_LINE = JSON.stringify({
  type: 'user',
  timestamp: '2026-03-02T10:15:01.000Z',
  message: { role: 'user', content: [{ type: 'tool_result', content: 'the "usage" of {"input_tokens":9}' }] },
  toolUseResult: { content: [{ type: 'text' }], usage: { input_tokens: 9, output_tokens: 9 } },
});

/** A file of these lines. */
export function logOf(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
