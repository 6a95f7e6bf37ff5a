import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, randomOf } from '../local/sample/random.ts';

/** Of one session's file. */
const SESSION_BYTES = 4_000_000;
/** One session of so many is resumed: its file is there again, under another name, with more to follow. */
const RESUMED_EVERY = 10;
const MODELS = ['claude-opus-4-5-20251101', 'claude-sonnet-4-6', 'claude-haiku-4-5-20251001'];
const START_MS = Date.parse('2026-10-01T06:00:00.000Z');
const WORDS = [
  'const total = rows.reduce((sum, row) => sum + row.usage, 0);',
  'import { readFile } from "node:fs/promises";',
  'The "usage" of a response stands in its last snapshot.',
  '  return { ...settings, isEnabled: true };',
  '\t// Prüft, ob der Schlüssel gültig ist → sonst Fehler.',
  'expect(answer).toEqual({ input_tokens: 4, output_tokens: 450 });',
  '/home/dev/app/src/collection/import.ts:118:22 - error TS2345',
  '',
];

/**
 * Writes logs as Claude Code leaves them: mostly answers of tools, each response written again while it grows, whole
 * sessions a second time where they were resumed.
 * @returns the bytes written
 */
export function writeClaudeCodeLogs(folder: string, bytes: number): number {
  let written = 0;
  for (let session = 0; written < bytes; session += 1) {
    const project = join(folder, 'projects', `-home-dev-app${session % 7}`);
    mkdirSync(project, { recursive: true });
    const lines = sessionLines(session, randomOf(1, 'session', session));
    writeFileSync(join(project, `session-${session}.jsonl`), lines);
    written += Buffer.byteLength(lines);
    if (session % RESUMED_EVERY !== 0) continue;
    writeFileSync(join(project, `session-${session}-resumed.jsonl`), lines);
    written += Buffer.byteLength(lines);
  }
  return written;
}

function sessionLines(session: number, random: Random): string {
  const lines: string[] = [];
  let instant = START_MS + session * 5_400_000;
  for (let [bytes, turn] = [0, 0]; bytes < SESSION_BYTES; turn += 1) {
    const common = {
      isSidechain: turn % 9 === 0,
      userType: 'external',
      cwd: '/home/dev/app',
      sessionId: `s${session}`,
    };
    const made = turnLines({ ...common, version: '2.1.161', gitBranch: 'main' }, `${session}-${turn}`, instant, random);
    for (const line of made) bytes += line.length;
    lines.push(...made);
    instant += 20_000 + random.below(90_000);
  }
  return `${lines.join('\n')}\n`;
}

/** What a person or a tool says, and the response to it, in several snapshots. */
function turnLines(common: object, id: string, startMs: number, random: Random): string[] {
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  const content = [{ tool_use_id: `toolu_${id}`, type: 'tool_result', content: text(random, 40 + random.below(260)) }];
  const user = { ...common, type: 'user', message: { role: 'user', content }, uuid: `u-${id}`, timestamp: at(0) };
  const snapshots = 1 + random.below(3);
  const output = 40 + random.below(900);
  const model = MODELS[random.below(MODELS.length)] as string;
  const usage = {
    input_tokens: random.below(12),
    cache_creation_input_tokens: random.below(6_000),
    cache_read_input_tokens: random.below(90_000),
  };
  const responses = Array.from({ length: snapshots }, (_, snapshot) => ({
    ...common,
    parentUuid: `u-${id}`,
    message: {
      model,
      id: `msg_01${id}`,
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: text(random, 4 + random.below(12)) }],
      stop_reason: null,
      usage: {
        ...usage,
        cache_creation: {
          ephemeral_5m_input_tokens: usage.cache_creation_input_tokens,
          ephemeral_1h_input_tokens: 0,
        },
        output_tokens: snapshot === snapshots - 1 ? output : 1,
        service_tier: 'standard',
      },
    },
    requestId: `req_011${id}`,
    type: 'assistant',
    uuid: `a-${id}-${snapshot}`,
    timestamp: at(2_000 + snapshot * 900),
  }));
  return [user, ...responses].map((line) => JSON.stringify(line));
}

function text(random: Random, lines: number): string {
  return Array.from({ length: lines }, () => WORDS[random.below(WORDS.length)]).join('\n');
}
