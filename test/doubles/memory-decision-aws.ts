import { vi } from 'vitest';
import { encodeJson } from '../../core/values/codec.ts';
import { knownCwo } from '../worlds/budget-alerts.ts';
import { suggestion } from '../worlds/suggestions.ts';

interface Command {
  // biome-ignore lint/suspicious/noExplicitAny: requests of six commands, each read where it is answered
  readonly input: any;
}

/** The clients of a handler that decides on C1, which has a suggestion and no decision: requests by their command. */
export class MemoryDecisionAws {
  readonly requests: { readonly name: string; readonly input: Command['input'] }[] = [];
  readonly #client = { send: async (command: Command) => this.#answer(command) };

  readonly dynamodb = () => this.#client;
  readonly lambda = () => this.#client;
  readonly secrets = () => this.#client;

  /** What a handler that decides reads from its environment. */
  static stubEnvironment(): void {
    const thresholds = { TOKENS: [{ pct: 70, level: 'NOTIFY' }], USD: [{ pct: 70, level: 'NOTIFY' }] };
    vi.stubEnv('ALLOCATION_TABLE', 'allocations');
    vi.stubEnv('BUDGET_TABLE', 'budgets');
    vi.stubEnv('CWO_TABLE', 'cwos');
    vi.stubEnv('EMPLOYEE_CLAIM', 'sub');
    vi.stubEnv('BUDGET_THRESHOLDS', JSON.stringify({ WEEK: thresholds, TOTAL: thresholds }));
    vi.stubEnv('TIME_ZONE', 'Europe/Berlin');
    vi.stubEnv('SEND_ALERTS_FUNCTION', 'send-alerts');
    vi.stubEnv('LINK_KEY_SECRET_NAME', 'link-key');
  }

  sent(name: string): Command['input'][] {
    return this.requests.filter((request) => request.name === name).map(({ input }) => input);
  }

  #answer(command: Command): object {
    const { name } = command.constructor;
    this.requests.push({ name, input: command.input });
    switch (name) {
      case 'GetSecretValueCommand':
        return { SecretString: 'the key of the tests' };
      case 'BatchGetCommand':
        return { Responses: { cwos: command.input.RequestItems.cwos.Keys.flatMap(cwoOf) } };
      case 'GetCommand':
        return { Item: itemOf(command.input.Key) };
      case 'QueryCommand':
        return { Items: [] };
      case 'TransactWriteCommand':
      case 'UpdateCommand':
      case 'InvokeCommand':
        return {};
      default:
        throw new Error(`a decision sends no ${name}`);
    }
  }
}

function cwoOf({ cwoId }: { readonly cwoId: string }): object[] {
  return cwoId === 'C1' ? [knownCwo()] : [];
}

function itemOf({ pk, sk }: { readonly pk: string; readonly sk: string }): object | undefined {
  const made = suggestion();
  if (pk === 'SUGGESTED' && sk === 'C1') return { pk, sk, suggestionId: made.suggestionId, proposedAt: made.createdAt };
  return pk === 'SUGGESTION#C1' ? { pk, sk, suggestion: encodeJson(made) } : undefined;
}
