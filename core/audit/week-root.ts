import type { MondayDate } from '../values/week.ts';
import type { StoredEmployeeWeek } from './verify.ts';

/** A head as a full run has left it. */
export interface SealedHead {
  readonly employeeId: string;
  readonly revision: number;
  readonly revisionHash: string;
  readonly headVersion: number;
  readonly decisionId: string;
}

/** What a full run leaves where nobody can change it: every head of its week, chained to what was sealed before. */
export interface WeekRoot {
  readonly mondayDate: MondayDate;
  readonly runId: string;
  /** Of the run. What was decided earlier than this is in `heads`. */
  readonly startedAt: string;
  /** Names of the roots of this week, and of the last one of the week before, that were there already. */
  readonly follows: readonly string[];
  /** By employee id ascending. */
  readonly heads: readonly SealedHead[];
}

/** Roots, written once and kept where not even their writer can change or delete them. A name holds its text's hash. */
export interface WeekRoots {
  /** Names of a week's roots; those of different seconds in their order. */
  list(mondayDate: MondayDate): Promise<string[]>;
  /** Null where there is none of that name, or its text is not what the name says. */
  read(name: string): Promise<string | null>;
  write(root: WeekRoot): Promise<void>;
}

/** A line for the root, then one for each head. */
export function encodeRoot({ heads, ...root }: WeekRoot): string {
  const packed = heads.map(({ employeeId, revision, revisionHash, headVersion, decisionId }) =>
    JSON.stringify([employeeId, revision, revisionHash, headVersion, decisionId]),
  );
  return `${[JSON.stringify(root), ...packed].join('\n')}\n`;
}

export function decodeRoot(text: string): WeekRoot {
  const [root = '', ...packed] = text.trimEnd().split('\n');
  const heads = packed.map((line): SealedHead => {
    const [employeeId, revision, revisionHash, headVersion, decisionId] = JSON.parse(line);
    return { employeeId, revision, revisionHash, headVersion, decisionId };
  });
  return { ...JSON.parse(root), heads };
}

/** Compares what rests of a week with what its full runs have sealed. */
export class SealCheck {
  readonly #roots: readonly WeekRoot[];
  readonly #unmet: readonly Map<string, SealedHead>[];

  constructor(roots: readonly WeekRoot[]) {
    this.#roots = roots;
    this.#unmet = roots.map(({ heads }) => new Map(heads.map((head) => [head.employeeId, head])));
  }

  /** @returns what is not as it was sealed, for a person */
  check(employeeWeek: StoredEmployeeWeek): string[] {
    return this.#roots.flatMap((root, index) => {
      const unmet = this.#unmet[index] as Map<string, SealedHead>;
      const sealed = unmet.get(employeeWeek.employeeId);
      unmet.delete(employeeWeek.employeeId);
      return sealed ? changedSince(root, sealed, employeeWeek) : addedBefore(root, employeeWeek);
    });
  }

  /** Those that were sealed and are no longer there, once all that rests has been checked. */
  missing(): { readonly employeeId: string; readonly fault: string }[] {
    return this.#roots.flatMap(({ runId }, index) =>
      [...(this.#unmet[index] as Map<string, SealedHead>).keys()].map((employeeId) => {
        return { employeeId, fault: `was sealed by run ${runId} and is gone` };
      }),
    );
  }
}

function changedSince({ runId }: WeekRoot, sealed: SealedHead, { revisions }: StoredEmployeeWeek): string[] {
  const stored = revisions[sealed.revision - 1];
  const name = `revision ${sealed.revision}`;
  if (!stored) return [`${name} was sealed by run ${runId} and is gone`];
  if (stored.actualHash !== sealed.revisionHash) return [`${name} is not the one that run ${runId} has sealed`];
  // A later commit replaces confirmation and decision; that it was one shows in the version.
  if (stored.headVersion > sealed.headVersion) return [];
  const isSame = stored.headVersion === sealed.headVersion && stored.decisionId === sealed.decisionId;
  return isSame ? [] : [`${name}: its decision or confirmation is not the one that run ${runId} has sealed`];
}

function addedBefore({ runId, startedAt }: WeekRoot, { revisions }: StoredEmployeeWeek): string[] {
  const first = revisions[0]?.revision.inputs.decidedAt;
  if (first === undefined || first >= startedAt) return [];
  return [`says it is older than run ${runId}, which did not meet it`];
}
