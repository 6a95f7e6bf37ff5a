import { expect, inject, it } from 'vitest';
import { weekOf } from '../recalculation/weeks.ts';
import { ledgerJson } from '../scenarios/ledger-cli.ts';
import { CollectedWeek } from './collected-week.ts';

const week = new CollectedWeek(weekOf('collection with faults'));

interface Status {
  readonly sources: readonly { readonly source: string; readonly failure: { readonly code: string } | null }[];
}

async function order(source: string, fault: object): Promise<void> {
  const response = await fetch(`${inject('standIns')[source]}/control/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  });
  expect(response.ok).toBe(true);
}

it('a source that refuses its key holds up no other, and is told of until it is collected again', async () => {
  await order('openai_usage', { route: '/organization/usage/completions', fault: '403' });
  const failed = await week.pull('--source', 'openai_usage');

  expect(failed.exitCode).toBe(1);
  expect(failed.json.sources).toMatchObject([{ source: 'openai_usage', failure: { code: 'FORBIDDEN' }, facts: 0 }]);
  const { json: status } = await ledgerJson<Status>('usage', 'status');
  const failureOf = (source: string) => status.sources.find((one) => one.source === source)?.failure;
  expect(failureOf('openai_usage')).toMatchObject({ code: 'FORBIDDEN' });
  expect(failureOf('anthropic_usage') ?? null).toBeNull();

  const mended = await week.pull('--source', 'openai_usage');

  expect(mended.exitCode).toBe(0);
  expect(mended.json.sources[0]?.facts).toBeGreaterThan(0);
});
