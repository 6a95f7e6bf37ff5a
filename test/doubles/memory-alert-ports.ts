import { HmacDecisionLinks } from '../../adapters/links/decision-links.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import type { BudgetAlert } from '../../core/budgets/alert.ts';
import type { OutboxEntry, SentAlert, SuggestionQuestion } from '../../core/budgets/alert-outbox.ts';
import type { BudgetMessage } from '../../core/budgets/budget-message.ts';
import type { BudgetDecision } from '../../core/budgets/decision.ts';
import type { Subscriber } from '../../core/budgets/subscribers.ts';
import type { BudgetSuggestion } from '../../core/budgets/suggestion.ts';
import type { KnownCwo } from '../../core/timesheets/cwo-registry.ts';
import type { SendAlertsPorts } from '../../functions/budgets/send-alerts/step.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { TestClock } from './test-clock.ts';

type Crash = (call: string) => void;

/** What the sender of alerts is made with, in memory; `beforeCall` and `afterCall` may throw in the place of a crash. */
export class MemoryAlertPorts implements SendAlertsPorts {
  readonly pending = new Map<string, OutboxEntry>();
  readonly sent: SentAlert[] = [];
  /** Suggestions, in order. */
  readonly made: BudgetSuggestion[] = [];
  /** Decisions by CWO. */
  readonly decided = new Map<string, BudgetDecision[]>();
  readonly published: BudgetMessage<object>[] = [];
  readonly toOperators: { readonly subject: string; readonly body: string }[] = [];
  readonly known = new Map<string, Subscriber>();
  /** ARN by address, as the topic has them. */
  readonly topic = new Map<string, string>();
  readonly asked: string[] = [];
  /** Addresses that have not confirmed. */
  readonly unconfirmed = new Set<string>();
  readonly warnings: { readonly message: string; readonly details: object }[] = [];
  readonly waited: number[] = [];
  readonly calls: string[] = [];
  readonly registry: Map<string, KnownCwo>;
  readonly store = new MemoryRunStore();
  readonly clock = new TestClock('2026-11-24T05:12:00.000Z');
  readonly sha256 = sha256;
  beforeCall: Crash = () => {};
  afterCall: Crash = () => {};

  constructor(registry: Map<string, KnownCwo>) {
    this.registry = registry;
  }

  raise(...alerts: readonly BudgetAlert[]): void {
    for (const alert of alerts) {
      this.pending.set(alert.alertId, { kind: 'ALERT', raisedAt: alert.raisedAt, alert });
    }
  }

  /** Has a suggestion asked that was just made. */
  propose(suggestion: BudgetSuggestion): void {
    const { cwoId, suggestionId, createdAt } = suggestion;
    this.made.push(suggestion);
    this.pending.set(suggestionId, { kind: 'SUGGESTION', raisedAt: createdAt, cwoId, suggestionId });
  }

  readonly outbox = {
    listPending: () => this.#list('listPending', () => [...this.pending.values()]),
    markSent: (sent: readonly SentAlert[]) =>
      this.#call('markSent', () => {
        for (const { alert } of sent) this.pending.delete(alert.alertId);
        this.sent.push(...sent);
      }),
    removeQuestion: ({ suggestionId }: SuggestionQuestion) =>
      this.#call('removeQuestion', () => {
        this.pending.delete(suggestionId);
      }),
  };

  readonly suggestions = {
    find: async (): Promise<never> => {
      throw new Error('only the latest is asked about');
    },
    latest: async (cwoId: string) => this.made.findLast((one) => one.cwoId === cwoId) ?? null,
  };

  readonly budgets = {
    read: async (cwoId: string) => {
      return { cwoId, weeks: [], total: null, decisions: this.decided.get(cwoId) ?? [] };
    },
  };

  readonly links = new HmacDecisionLinks(async () => 'the key of the tests');

  readonly cwos = {
    readCwos: (ids: readonly string[]) =>
      this.#call('readCwos', () => new Map([...this.registry].filter(([id]) => ids.includes(id)))),
  };

  readonly messages = {
    publish: (message: BudgetMessage<object>) =>
      this.#call(`publish ${message.attributes.pmEmail ?? message.attributes.audience}`, () => {
        this.published.push(message);
      }),
  };

  readonly operators = {
    send: (message: { readonly subject: string; readonly body: string }) =>
      this.#call('send', () => {
        this.toOperators.push(message);
      }),
  };

  readonly subscribers = {
    list: () => this.#list('listSubscribers', () => [...this.known.values()]),
    put: (one: Subscriber) =>
      this.#call(`put ${one.email}`, () => {
        this.known.set(one.email, one);
      }),
    delete: (email: string) =>
      this.#call(`delete ${email}`, () => {
        this.known.delete(email);
      }),
  };

  readonly subscriptions = {
    list: () =>
      this.#list('listSubscriptions', () =>
        [...this.topic].map(([email, arn]) => ({ email, subscriptionArn: this.unconfirmed.has(email) ? null : arn })),
      ),
    subscribe: (email: string) =>
      this.#call(`subscribe ${email}`, () => {
        this.asked.push(email);
        this.topic.set(email, `arn:${email}`);
      }),
    unsubscribe: (arn: string) =>
      this.#call(`unsubscribe ${arn}`, () => {
        this.topic.delete(arn.replace('arn:', ''));
      }),
  };

  readonly report = {
    waiting: (seconds: number) => {
      this.waited.push(seconds);
    },
    warn: (message: string, details: object) => {
      this.warnings.push({ message, details });
    },
  };

  async #call<Result>(name: string, act: () => Result): Promise<Result> {
    this.calls.push(name);
    this.beforeCall(name);
    const result = act();
    this.afterCall(name);
    return result;
  }

  async *#list<Item>(name: string, items: () => readonly Item[]): AsyncGenerator<Item> {
    yield* await this.#call(name, items);
  }
}
