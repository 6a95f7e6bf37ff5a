import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, vi } from 'vitest';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import type { TimesheetSource } from '../../../core/timesheets/timesheet-source.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import type { Gate } from '../../histories/model/gates.ts';
import { gatedClient } from '../../histories/model/gates.ts';
import { MirrorSystem, weeksOf } from '../../worlds/mirror-syncs.ts';
import { MONDAY } from '../../worlds/mirror-weeks.ts';
import { rawAnswer } from '../../worlds/raw-answer.ts';

const EMPLOYEES = 2_000;
const BATCH = 100;
const { signal } = new AbortController();
const ids = Array.from({ length: EMPLOYEES }, (_, index) => `E-${index}`);

/** What one function process asks of AWS and of a timesheet system, batch after batch. */
async function countedRun(sourceOf: (gate: Gate) => TimesheetSource) {
  const calls: string[] = [];
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(rawAnswer()));
  const source = sourceOf((call, action) => {
    calls.push(call);
    return action();
  });
  for (const batch of chunksOf(ids, BATCH)) await source.fetchWeek(MONDAY, batch, signal);
  const requests = fetched.mock.calls.length;
  fetched.mockRestore();
  return { calls, requests };
}

function contract2(gate: Gate): TimesheetSource {
  const secrets = {
    send: async (command: unknown) => {
      expect(command).toBeInstanceOf(GetSecretValueCommand);
      return { SecretString: 'token' };
    },
  };
  const clock = new TestClock();
  const token = cachedSecret(gatedClient(secrets, gate) as never, { secretId: 'timesheets', clock });
  return new HttpTimesheetSource({ baseUrl: 'https://timesheets.example', token }, 1_000, clock);
}

describe('the weekly run', () => {
  it('asks AWS 0.01 times more per employee-week by the mirror, and no timesheet system', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(EMPLOYEES));

    const mirrored = await countedRun((gate) => system.ports(gate).timesheets);
    const asked = await countedRun(contract2);

    expect(mirrored.calls.filter((call) => call === 'BatchGetCommand')).toHaveLength(EMPLOYEES / BATCH);
    expect((mirrored.calls.length - asked.calls.length) / EMPLOYEES).toBeLessThanOrEqual(0.01);
    expect({ mirrored: mirrored.requests, asked: asked.requests }).toEqual({ mirrored: 0, asked: EMPLOYEES / BATCH });
  });

  it('reads everybody of the mirror whom it asks for', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(BATCH));

    const { employees } = await system.answer(ids.slice(0, BATCH));

    expect([...employees.values()].filter(({ kind }) => kind !== 'KNOWN')).toEqual([]);
    expect(employees.size).toBe(BATCH);
  });
});
