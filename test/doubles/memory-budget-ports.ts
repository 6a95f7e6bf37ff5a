import { HmacDecisionLinks } from '../../adapters/links/decision-links.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import type { BudgetChange } from '../../core/budgets/refresh.ts';
import type { BudgetSuggestion } from '../../core/budgets/suggestion.ts';
import type { BudgetSettings } from '../../core/budgets/track-week.ts';
import type { CwoBudget } from '../../core/budgets/tracking.ts';
import type { CwoLine } from '../../core/budgets/week-sum.ts';
import type { KnownCwo } from '../../core/timesheets/cwo-registry.ts';
import type { DecideByLinkPorts } from '../../functions/api/decide-by-link/step.ts';
import { TestClock } from './test-clock.ts';

const DEFAULT = [
  { pct: 70, level: 'NOTIFY' },
  { pct: 90, level: 'ESCALATE' },
] as const;
const OF_SCOPE = { TOKENS: DEFAULT, USD: DEFAULT };

/** What decisions are read and written with, in memory: as in the table, who writes on an older version loses. */
export class MemoryBudgetPorts implements DecideByLinkPorts {
  readonly registry: Map<string, KnownCwo>;
  readonly stored = new Map<string, CwoBudget>();
  readonly made: BudgetSuggestion[] = [];
  /** By CWO and Monday. */
  readonly current = new Map<string, readonly CwoLine[]>();
  readonly written: BudgetChange[] = [];
  readonly warnings: { readonly message: string; readonly details: object }[] = [];
  alertsStarted = 0;
  /** Called where a change is about to be written: another writer may come first. */
  beforeWrite: () => void = () => {};
  startAlerts: () => void = () => {};
  readonly clock = new TestClock('2026-11-26T09:00:00.000Z');
  readonly sha256 = sha256;
  readonly settings: BudgetSettings = { thresholds: { WEEK: OF_SCOPE, TOTAL: OF_SCOPE }, timeZone: 'Europe/Berlin' };
  readonly links = new HmacDecisionLinks(async () => 'the key of the tests');

  constructor(...cwos: readonly KnownCwo[]) {
    this.registry = new Map(cwos.map((cwo) => [cwo.cwoId, cwo]));
  }

  readonly cwos = {
    readCwos: async (ids: readonly string[]) => new Map([...this.registry].filter(([id]) => ids.includes(id))),
  };

  /** Weeks of which a change was expected; an empty list is a change of none in particular. */
  readonly expected: (readonly string[])[] = [];
  readonly publications = { expectChange: async (weeks: readonly string[]) => void this.expected.push(weeks) };

  readonly budgets = {
    read: async (cwoId: string): Promise<CwoBudget> => this.#read(cwoId),
    write: async (): Promise<never> => {
      throw new Error('a decision is written by the store of decisions');
    },
  };

  readonly decisions = {
    write: async (change: BudgetChange): Promise<boolean> => {
      this.beforeWrite();
      const { cwoId } = change.before;
      const { weeks, total, decisions } = this.#read(cwoId);
      if (change.total.version !== (total?.version ?? 0) + 1) return false;
      const rows = new Map([...weeks, ...change.weeks].map((week) => [week.mondayDate, week]));
      const after = change.decision ? [...decisions, change.decision] : decisions;
      this.stored.set(cwoId, { cwoId, weeks: [...rows.values()], total: change.total, decisions: after });
      this.written.push(change);
      return true;
    },
  };

  #read(cwoId: string): CwoBudget {
    return this.stored.get(cwoId) ?? { cwoId, weeks: [], total: null, decisions: [] };
  }

  readonly suggestions = {
    find: async (cwoId: string, suggestionId: string) =>
      this.made.find((one) => one.cwoId === cwoId && one.suggestionId === suggestionId) ?? null,
    latest: async (cwoId: string) => this.made.findLast((one) => one.cwoId === cwoId) ?? null,
  };

  readonly lines = {
    read: (cwoId: string, mondayDate: string) => linesOf(this.current.get(`${cwoId} ${mondayDate}`) ?? []),
  };

  readonly alertPhase = {
    start: async () => {
      this.startAlerts();
      this.alertsStarted += 1;
    },
  };

  readonly report = {
    warn: (message: string, details: object) => {
      this.warnings.push({ message, details });
    },
  };
}

async function* linesOf(lines: readonly CwoLine[]): AsyncGenerator<CwoLine> {
  yield* lines;
}
