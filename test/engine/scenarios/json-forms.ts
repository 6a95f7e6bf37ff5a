/** The JSON forms of the command line, as contract 7 has them; tokens are read as bigint. */

export interface Amount {
  readonly tokens: bigint;
  readonly costUsd: string;
}

export interface RunJson {
  readonly runId: string;
  readonly weekStartDate: string;
  readonly trigger: string;
  readonly status: 'SUCCEEDED' | 'PARTIAL' | 'FAILED';
  readonly employees: number;
  readonly lines: number;
  readonly usage: Amount;
  readonly allocated: Amount;
  readonly overhead: Amount;
  readonly unallocated: Amount;
  readonly superseded: Amount;
  readonly failed: Amount;
  readonly quarantined: Amount & { readonly rows: number; readonly employeeWeeks: number };
  readonly rowsWithoutTokens: number;
  readonly roundingUsd: string;
  readonly estimatedPct: string;
  readonly revisionsWritten: number;
  readonly unchanged: number;
  readonly vanishedEmployees: number;
  readonly awsCalls: number;
  readonly invocations: number;
  readonly durationMs: number;
  readonly failure: null | { readonly code: string; readonly message: string };
}

/** A line of contract 4, with names. */
export interface LineJson {
  readonly id: string;
  readonly employeeId: string;
  readonly cwoId: string;
  readonly mondayDate: string;
  readonly allocatedTokens: bigint;
  readonly allocatedCostUsd: string;
  readonly allocationBasis: string;
  readonly isRecalculated: boolean;
  readonly method: string;
  readonly reason: string | null;
  readonly flags: readonly string[];
  readonly billable: boolean;
  readonly projectId: string | null;
  readonly clientId: string | null;
  readonly cwoRoleId: string | null;
  readonly role: string | null;
  readonly hours: string | null;
  readonly revision: number;
  readonly runId: string;
  readonly allocatedAt: string;
  readonly cwoName: string | null;
  readonly projectName: string | null;
  readonly clientName: string | null;
}

export interface GroupJson extends Amount {
  readonly key: string;
  readonly name: string;
  readonly hours: string;
  readonly estimatedPct: string;
}

export interface ShowJson<Row = LineJson> {
  readonly weekStartDate: string;
  readonly rows: readonly Row[];
  readonly totals: Amount;
}

export interface AuditJson {
  readonly employeeId: string;
  readonly weekStartDate: string;
  readonly revisions: readonly {
    readonly revision: number;
    readonly runId: string;
    readonly trigger: string;
    readonly createdAt: string;
    readonly basis: string;
    readonly method: string;
    readonly timesheet: { readonly status: string; readonly version: number } | null;
    readonly confirmed: { readonly at: string; readonly runId: string; readonly trigger: string } | null;
    readonly usage: Amount;
    readonly weights: readonly { readonly target: string; readonly hours: string | null }[];
    readonly lines: readonly Omit<LineJson, 'cwoName' | 'projectName' | 'clientName'>[];
    readonly recomputedAgrees: boolean;
  }[];
}

export interface VerifyJson {
  readonly weekStartDate: string;
  readonly wasRun: boolean;
  readonly seals: readonly string[];
  readonly employeeWeeks: number;
  readonly revisions: number;
  readonly lines: number;
  readonly faults: readonly { readonly employeeId: string; readonly fault: string }[];
}

export interface QuarantineJson {
  readonly weekStartDate: string;
  readonly rows: readonly {
    readonly kind: 'USAGE_ROW' | 'EMPLOYEE_WEEK';
    readonly employeeId: string | null;
    readonly reason: string;
    readonly detail: string;
    readonly tokens: bigint;
    readonly costUsd: string;
    readonly source: string | null;
    readonly rows: number;
    readonly repair: string;
  }[];
}
