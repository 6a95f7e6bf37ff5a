import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { evidenceOf } from '../../../functions/run/allocate/evidence.ts';
import { type Raw, rawAnswer } from '../../worlds/raw-answer.ts';
import { RUN, USAGE_AS_OF } from '../../worlds/runs.ts';

const PERSONAL = { name: 'Erika Mustermann', email: 'erika@example.com', comment: 'Erika was ill' };
/** What a contract names is told as it is: names of work orders, projects and clients. */
const isOfAPerson = (row: Raw) => !('projectId' in row);

/** The same with what other systems tell of people beside each row. */
function chatty(value: Raw): Raw {
  if (Array.isArray(value)) return value.map(chatty);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, chatty(inner)]));
  return isOfAPerson(value) ? { ...PERSONAL, ...rest } : { ...rest, managerEmail: PERSONAL.email };
}

describe('evidence', () => {
  it('holds ids, hours and usage, and neither names nor addresses of people, whatever is told beside them', () => {
    const raw = chatty(rawAnswer());
    expect(JSON.stringify(raw.employees)).toContain(PERSONAL.email);
    const { employees, chain } = readAnswer(envelopeSchema.parse(raw), ['E1', 'E2', 'E3']);
    const fetched = [...employees].map(([employeeId, answer]) => {
      const sources = [{ source: 'cursor', tokens: 900n, costUsd6: 45_000_000n }];
      return { employeeId, answer, sources, usageAsOf: USAGE_AS_OF, origin: 'LAKE' as const, head: null };
    });

    const text = encodeJson(evidenceOf(RUN, { employees: fetched, chain, ended: [] }));

    expect(text).toContain('TE-E1');
    expect(text).toContain('Fintech core');
    expect(text).not.toMatch(/Erika|Mustermann|@|E9/);
  });
});
