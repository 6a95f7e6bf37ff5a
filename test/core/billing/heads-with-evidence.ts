import { allocate } from '../../../core/allocation/allocate.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { EvidenceReader } from '../../../core/billing/known-evidence.ts';
import type { Evidence } from '../../../core/ledger/evidence.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { ChainRows, EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { type SourceUsage, sumUsage } from '../../../core/usage/usage.ts';
import { weekOf } from '../../../core/values/week.ts';
import { headOf, inputs } from '../../worlds/heads.ts';
import { RULE_ROWS } from '../../worlds/rule-weeks.ts';

/** A head as the rules make it of an answer, with the evidence that it rests on. */
export function decided(
  mondayDate: string,
  answer: EmployeeAnswer,
  sources: readonly SourceUsage[],
  chain: ChainRows = RULE_ROWS,
): { readonly head: Head; readonly evidence: EvidenceReader } {
  const result = allocate(sumUsage(sources), answer, weekOf(mondayDate), new Chain(chain));
  if (result.kind === 'SET_ASIDE') throw new Error(`${result.reason}: ${result.detail}`);
  const head = headOf(result.allocation, inputs({ sources, evidenceHash: 'kept' }));
  const kept: Evidence = {
    mondayDate,
    employees: { E1: { sources, usageAsOf: '2026-11-23T06:00:00.000Z', answer } },
    chain,
  };
  const find = async (hash: string) => (hash === 'kept' ? kept : null);
  return { head: { ...head, revision: { ...head.revision, mondayDate } }, evidence: new EvidenceReader({ find }) };
}
