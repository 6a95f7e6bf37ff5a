import type { LineJson } from './json-forms.ts';

/** A line in one text: target, hours, cost, then what is particular about it. */
export function toText(line: Omit<LineJson, 'cwoName' | 'projectName' | 'clientName'>): string {
  const { cwoId, hours, allocatedCostUsd, allocationBasis, method, reason, billable, flags } = line;
  const particular = [allocationBasis, method, reason, billable && 'billable', ...flags].filter(Boolean);
  return [cwoId, hours ?? '-', allocatedCostUsd, ...particular].join(' ');
}
