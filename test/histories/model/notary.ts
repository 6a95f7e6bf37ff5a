import { expect } from 'vitest';
import { type HeadItem, toHead } from '../../../adapters/dynamodb/ledger/items.ts';
import { decodeRevision, type RevisionBody } from '../../../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { AllocationLine } from '../../../core/allocation/allocation.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { latestInputs, type Revision } from '../../../core/ledger/revision.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import type { Item } from '../../doubles/memory-table.ts';
import { keyText } from './company.ts';
import type { System } from './system.ts';

/** Watches every write to the ledger: no reader may ever see half an employee-week, or one that goes back. */
export class Notary {
  readonly #system: System;
  readonly #heads = new Map<string, HeadItem>();
  readonly #firstWrites = new Map<string, number>();
  readonly #bodies = new Map<string, readonly RevisionBody[]>();

  constructor(system: System) {
    this.#system = system;
    system.table.afterWrite = (items) => {
      for (const item of items) if (item.pk.startsWith('WEEK#')) this.#checkHead(item as unknown as HeadItem);
    };
  }

  /** When the employee-week was first written, in ms. */
  firstWrite(key: EmployeeWeekKey): number | undefined {
    return this.#firstWrites.get(keyText(key));
  }

  #checkHead(item: HeadItem): void {
    const { employeeId, mondayDate } = decodeRevision(item.body);
    const name = keyText({ employeeId, mondayDate });
    const before = this.#heads.get(name);
    this.#heads.set(name, item);
    expect(item.headVersion, `head version of ${name}`).toBe((before?.headVersion ?? 0) + 1);
    if (before) checkStep(name, before, item);
    else this.#firstWrites.set(name, this.#system.clock.ms);
    this.#checkLines(item);
    this.#checkRevisions({ employeeId, mondayDate });
  }

  /** The lines sum to the weekly usage, and they and no others stand by CWO. */
  #checkLines(item: HeadItem): void {
    const head = toHead(item);
    const { employeeId, mondayDate, revision, allocation } = head.revision;
    const { tokens, costUsd4 } = weeklyAmount(sumUsage(latestInputs(head).sources));
    expect(allocation.lines.reduce((sum, line) => sum + line.tokens, 0n)).toBe(tokens);
    expect(allocation.lines.reduce((sum, line) => sum + line.costUsd4, 0n)).toBe(costUsd4);
    const sk = `${mondayDate}#${employeeId}`;
    const byCwo = this.#system.table.items().filter((other) => other.pk.startsWith('CWO#') && other.sk === sk);
    const told = ({ cwoId, allocatedTokens, isRecalculated, revision: of }: Item) => [
      cwoId,
      allocatedTokens,
      isRecalculated,
      of,
    ];
    expect(byCwo.map(told).sort()).toEqual(
      allocation.lines.map((line) => [line.target, line.tokens, revision > 1, revision]).sort(),
    );
  }

  /** Numbered without gaps, chained, each different from the one before, and byte for byte what they were. */
  #checkRevisions(key: EmployeeWeekKey): void {
    const bodies = this.#system.revisionBodies(key);
    const before = this.#bodies.get(keyText(key)) ?? [];
    expect(bodies.slice(0, before.length), `revisions of ${keyText(key)}`).toEqual(before);
    for (const [at, body] of bodies.entries()) {
      const { revision, previousHash, ...rest } = decodeRevision(body);
      const previous = bodies[at - 1];
      expect({ revision, previousHash }).toEqual({
        revision: at + 1,
        previousHash: previous ? sha256(previous) : null,
      });
      if (previous) expect(decisive(rest), `revision ${revision}`).not.toEqual(decisive(decodeRevision(previous)));
    }
    this.#bodies.set(keyText(key), bodies);
  }
}

/** Newer inputs never give way to older ones, nor a decision about a known employee to one about an unknown. */
function checkStep(name: string, beforeItem: HeadItem, item: HeadItem): void {
  const [before, now] = [latestInputs(toHead(beforeItem)), latestInputs(toHead(item))];
  expect(now.usageAsOf >= before.usageAsOf, `usage of ${name}`).toBe(true);
  if (toHead(beforeItem).revision.inputs.isKnownEmployee) expect(now.isKnownEmployee, `${name} is known`).toBe(true);
  const versions = [before.timesheet?.version ?? 0, now.timesheet?.version ?? Number.POSITIVE_INFINITY] as const;
  expect(versions[1], `timesheet version of ${name}`).toBeGreaterThanOrEqual(versions[0]);
}

/** All in which a result must differ to be a revision; without lines it is none but that. */
export function decisive({ allocation }: Pick<Revision, 'allocation'>): unknown {
  const { basis, method, flags, lines } = allocation;
  return lines.length === 0 ? [] : [basis, method, flags, lines.map(ruled)];
}

/** A line without the names, project and client of its time. */
function ruled({ target, tokens, costUsd4, reason, billable, cwoRoleId, role, hours }: AllocationLine): unknown {
  return { target, tokens, costUsd4, reason, billable, cwoRoleId, role, hours };
}
