/** What a deployment stage decides. Read and validated in `bin/configuration.ts` from `config/<stage>.json`. */
export interface Configuration {
  /** Prefix of every resource name that must be known beforehand, e.g. `tokenledger-production`. */
  readonly stackName: string;
  /** Where the stack belongs: with the credentials of another account nothing is deployed. */
  readonly account: string;
  readonly region: string;
  readonly schedule: {
    /** EventBridge Scheduler expression of the weekly run. */
    readonly cron: string;
    /** IANA zone in which the schedule runs and weeks end. */
    readonly timeZone: string;
    /** How many weeks before the last full one each scheduled run also runs again. */
    readonly lookbackWeeks: number;
  };
  readonly timesheet: TimesheetSystemConfiguration | TimesheetMirrorConfiguration;
  readonly workflow: {
    /** Employees in a batch. */
    readonly batchSize: number;
    readonly usagePollSeconds: number;
    readonly usagePollsMax: number;
    /** How long a batch waits for what passes, before it fails and the week is run again. */
    readonly patienceSeconds: number;
  };
  readonly webhook: {
    /** Name of the secret that holds one or two live signing secrets, separated by white space. */
    readonly secretName: string;
    /** Deliveries taken in a second, on average and at most; the sender repeats what is throttled. */
    readonly requestsPerSecond: number;
    readonly burst: number;
  };
  readonly sweep: {
    /** EventBridge Scheduler expression of the sweep, in UTC. A rate would start it with the deployment. */
    readonly cron: string;
    /** How many of the last full weeks are re-checked. */
    readonly recheckWeeks: number;
  };
  readonly usage: {
    /** EventBridge Scheduler expression of the daily collection, in UTC; the weekly run begins with one as well. */
    readonly cron: string;
    /** Where usage comes from beside files of contract 1. */
    readonly sources: readonly UsageSourceConfiguration[];
    /** What is counted beside what sources bill. */
    readonly count: {
      /** Whether seat fees are. */
      readonly seat: boolean;
      /** Of what a subscription covers: TOKENS with cost 0, its list price too (COST), or NOTHING. */
      readonly notional: string;
    };
    /** Own rates and discounts, where usage is priced here (`docs/collectors.md`). */
    readonly contractRates: readonly ContractRateConfiguration[];
  };
  readonly budgets: {
    /** When somebody hears of a budget: for each scope and unit 1 to 5, rising, the lowest a NOTIFY. */
    readonly thresholds: { readonly WEEK: ThresholdsByUnit; readonly TOTAL: ThresholdsByUnit };
  };
  readonly alerts: {
    /** E-mail addresses that hear of what is escalated, whoever the PM is. */
    readonly escalationEmails: readonly string[];
  };
  readonly benchmarks: {
    /** How many of the last full weeks are looked at. */
    readonly weeks: number;
    /** With fewer weeks, or fewer people, a role has too little history. */
    readonly minWeeks: number;
    readonly minPeople: number;
    /** A person's week, in hours. */
    readonly fullTimeHours: number;
    /** On top of a suggestion, in per cent. */
    readonly bufferPct: number;
  };
  readonly finance: {
    /** How a week that lies in two months falls to them: BY_DAY or BY_MONDAY. */
    readonly monthPolicy: string;
  };
  readonly audit: {
    /** Who issues the tokens of the audit API, and for whom. */
    readonly jwtIssuer: string;
    readonly jwtAudience: string;
    /** The claim of a token that names the employee. */
    readonly employeeClaim: string;
  };
  readonly retention: {
    readonly logDays: 1 | 7 | 14 | 30 | 90 | 180 | 365;
    /** Who read whose audit. */
    readonly accessDays: 7 | 30 | 90 | 180 | 365 | 731 | 1096 | 1827 | 3653;
    /** Batches, receipts and quarantine of runs. */
    readonly runDays: number;
    /** Week roots, which until then nobody can change or delete where `keepData` holds. */
    readonly rootDays: number;
    /** Whether ledger, evidence and lake outlive the stack, which is then protected from deletion itself. */
    readonly keepData: boolean;
  };
  /** E-mail addresses that receive operator messages and alarms. */
  readonly operatorEmails: readonly string[];
  /** Where operators read this documentation: alarms and messages link to its pages. No slash at the end. */
  readonly docsUrl: string;
}

/** A timesheet system that speaks contract 2. */
export interface TimesheetSystemConfiguration {
  readonly kind?: 'CONTRACT_2' | undefined;
  readonly baseUrl: string;
  /** Name of the secret that holds the bearer token. */
  readonly tokenSecretName: string;
  /** For one try of one request. */
  readonly requestTimeoutSeconds: number;
  /** Requests at the same time that it bears from all of us; 3 of them are not for batches. */
  readonly requestsAtOnce: number;
}

/** The mirror of a system that speaks anything else. */
export interface TimesheetMirrorConfiguration {
  readonly kind: 'MIRROR';
  /** The same of the mirror. */
  readonly requestsAtOnce: number;
  readonly sync: {
    /** EventBridge Scheduler expressions, in UTC, by which the last weeks are pulled, and the weeks before them too. */
    readonly rate: string;
    readonly nightly: string;
    /** How many weeks each pulls, the current one included. */
    readonly hotWeeks: number;
    readonly trailingWeeks: number;
    /** Of the people of a week that is over, how many per cent may lose all entries at once. */
    readonly dropMaxPct: number;
    /** How old the last sync that succeeded may be before operators hear of it. */
    readonly staleHours: number;
  };
  /** Systems that are pulled; what is imported needs none. */
  readonly sources: readonly TimesheetSourceConfiguration[];
}

export interface TimesheetSourceConfiguration {
  /** 1 to 12 of `a-z0-9`. */
  readonly name: string;
  readonly system: string;
  /** Where it answers elsewhere than by default. */
  readonly baseUrl?: string | undefined;
  /** Name of the secret that holds its token. */
  readonly secretName: string;
  /** What gives an entry its state; of several the lowest holds. */
  readonly approval: readonly string[];
  /** Days after the week's Sunday from which on it is approved by AFTER_DAYS. */
  readonly afterDays: number;
  /** Where instants fall to days: an IANA zone, or SOURCE for that of the user or the answer. */
  readonly dayZone: string;
  /** EXACT or ROUNDED hours, where the system rounds. */
  readonly hours: string;
  readonly requestsPerSecond: number;
  /** What words of the system's own mean, beside those that its connector knows. */
  readonly states: Readonly<Record<string, string>>;
  /** Whether it may be asked for each of more than 500 people. */
  readonly slow: boolean;
}

export interface UsageSourceConfiguration {
  readonly source: string;
  /** COST counts; CONTEXT is kept and shown, and never counted. */
  readonly role: string;
  /** Whose use it tells: of `csv` alone, all others know. */
  readonly tool?: string | undefined;
  /** Of sources that are pulled by an API, and of no other. */
  readonly pull?: PullConfiguration | undefined;
}

export interface PullConfiguration {
  /** Name of the secret that holds the key. */
  readonly keySecretName: string;
  /** How many days before today are pulled each time. */
  readonly windowDays: number;
  /** Where it answers elsewhere than at the provider. */
  readonly baseUrl?: string | undefined;
  /** Of GitHub, which is asked for one. */
  readonly enterprise?: string | undefined;
  /** USD for one of a currency. */
  readonly rates?: Readonly<Record<string, string>> | undefined;
  /** What seats cost: a month, and how many are paid for (null: those that are held). */
  readonly seats?: { readonly monthlyFeeUsd: string; readonly purchased: number | null } | undefined;
}

export interface ContractRateConfiguration {
  readonly provider: string;
  readonly model: string;
  readonly from: string;
  /** Exclusive; null while it holds. */
  readonly to: string | null;
  /** USD for 1,000,000 tokens by class. */
  readonly ratesPerMtok?: Readonly<Record<string, string | undefined>> | undefined;
  /** Per cent off the list price. */
  readonly discountPct?: string | undefined;
}

interface ThresholdsByUnit {
  readonly TOKENS: readonly Threshold[];
  readonly USD: readonly Threshold[];
}

interface Threshold {
  /** Of the budget, in per cent. */
  readonly pct: number;
  /** NOTIFY tells the PM; ESCALATE the escalation list as well. */
  readonly level: string;
}
