import { z } from 'zod';
import { baseName, nameOf, repositoryName } from '../log-files/context-names.ts';

/** Tokens as the log counts them: cached ones are part of the input, reasoning is part of the output. */
export interface RawTokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** What lines of a rollout tell that matters for usage. */
export type RolloutLine =
  | {
      readonly kind: 'SESSION';
      readonly id: string;
      /** The session that this one goes on from; null where it names none. */
      readonly parentId: string | null;
      /** Null where it does not say. */
      readonly createdMs: number | null;
      readonly provider: string | null;
      readonly model: string | null;
      readonly context: Context;
    }
  | { readonly kind: 'TURN'; readonly model: string | null; readonly folder: string | null }
  | {
      readonly kind: 'TOKENS';
      readonly instantMs: number;
      /** Of the session until then. */
      readonly total: RawTokens | null;
      /** Of the last response. */
      readonly last: RawTokens | null;
    };

export interface Context {
  readonly repository: string | null;
  readonly branch: string | null;
  readonly folder: string | null;
}

const text = z.string().min(1).max(500).nullish().catch(null);
const count = z.int().nonnegative();

const tokensSchema = z
  .object({
    input_tokens: count,
    cached_input_tokens: count.nullish(),
    output_tokens: count,
    reasoning_output_tokens: count.nullish(),
  })
  .transform((told): RawTokens => {
    const { input_tokens: input, output_tokens: output } = told;
    return {
      input,
      cached: Math.min(told.cached_input_tokens ?? 0, input),
      output,
      reasoning: Math.min(told.reasoning_output_tokens ?? 0, output),
    };
  });

const sessionSchema = z.object({
  id: z.string().min(1).max(200),
  timestamp: text,
  cwd: z.unknown().optional(),
  model: text,
  model_provider: text,
  forked_from_id: text,
  parent_thread_id: text,
  source: z
    .object({ subagent: z.object({ thread_spawn: z.object({ parent_thread_id: text }) }) })
    .nullish()
    .catch(null),
  git: z
    .object({ branch: z.unknown().optional(), repository_url: z.unknown().optional() })
    .partial()
    .nullish()
    .catch(null),
});
const turnSchema = z.object({ model: text, cwd: z.unknown().optional() });
const tokenCountSchema = z.object({
  info: z.object({ total_token_usage: tokensSchema.nullish(), last_token_usage: tokensSchema.nullish() }).nullish(),
});
const lineSchema = z.object({
  type: z.string(),
  timestamp: z.unknown().optional(),
  payload: z.looseObject({ type: z.unknown().optional() }),
});
const instantSchema = z.iso.datetime({ offset: true });

/** @returns null where the line tells nothing of usage, a text where it does and cannot be taken */
export function readRolloutLine(value: object): RolloutLine | string | null {
  const line = lineSchema.safeParse(value);
  if (!line.success) return null;
  const { type, timestamp, payload } = line.data;
  if (type === 'session_meta') return readSession(payload);
  if (type === 'turn_context') return readTurn(payload);
  return type === 'event_msg' && payload.type === 'token_count' ? readTokenCount(timestamp, payload) : null;
}

function readSession(payload: object): RolloutLine | string {
  const session = sessionSchema.safeParse(payload);
  if (!session.success) return 'payload.id is no id of a session';
  const { id, timestamp, cwd, model, model_provider, forked_from_id, parent_thread_id, source, git } = session.data;
  const createdMs = Date.parse(timestamp ?? '');
  return {
    kind: 'SESSION',
    id,
    parentId: forked_from_id ?? parent_thread_id ?? source?.subagent.thread_spawn.parent_thread_id ?? null,
    createdMs: Number.isNaN(createdMs) ? null : createdMs,
    provider: model_provider?.toLowerCase() ?? null,
    model: model ?? null,
    context: { repository: repositoryName(git?.repository_url), branch: nameOf(git?.branch), folder: baseName(cwd) },
  };
}

function readTurn(payload: object): RolloutLine | null {
  const turn = turnSchema.safeParse(payload);
  return turn.success ? { kind: 'TURN', model: turn.data.model ?? null, folder: baseName(turn.data.cwd) } : null;
}

function readTokenCount(timestamp: unknown, payload: object): RolloutLine | string | null {
  const told = tokenCountSchema.safeParse(payload);
  if (!told.success) return `payload.${told.error.issues[0]?.path.join('.')} is no count of tokens`;
  const { total_token_usage: total = null, last_token_usage: last = null } = told.data.info ?? {};
  if (!total && !last) return null;
  const instant = instantSchema.safeParse(timestamp);
  if (!instant.success) return 'timestamp is no ISO 8601 instant';
  return { kind: 'TOKENS', instantMs: Date.parse(instant.data), total, last };
}
