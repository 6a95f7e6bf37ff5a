import { describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import { ledger, ledgerJsonIn } from '../scenarios/ledger-cli.ts';
import { followed, itIsFollowed } from './follow-page.ts';

interface CheckJson {
  readonly requests: number;
  readonly told: { readonly people: number };
}
interface SyncJson {
  readonly sources: readonly { readonly weeks: readonly { readonly status: string; readonly requests: number }[] }[];
}
interface StatusJson {
  readonly lastSync: object;
  readonly weeks: object;
}

/** An engine of its own, since a stack has systems that it pulls or none. */
const FOLDER = `${inject('localFolder')}/connect`;
/** A check asks for the last full week where none is named. */
const LAST_WEEK = fullWeekBefore(systemClock.now(), 'UTC', 1);

const page = followed('docs/connect.md', FOLDER, LAST_WEEK);

describe('the page on connecting', () => {
  itIsFollowed(page, 10);
});

describe('a system that is pulled', () => {
  const told = <Form>(...args: readonly string[]) => ledgerJsonIn<Form>(FOLDER, ['timesheets', ...args]);
  const status = async () => {
    const { lastSync, weeks } = (await told<StatusJson>('status')).json;
    return { lastSync, weeks };
  };

  it('is checked without a trace, and with as many requests as a sync', async () => {
    const before = await status();
    const checked = await told<CheckJson>('check', '--source', 'tempo', '--week', LAST_WEEK);

    expect(checked).toMatchObject({ exitCode: 0, json: { told: { people: 2 } } });
    expect(await status()).toEqual(before);
    const { json } = await told<SyncJson>('sync', '--source', 'tempo', '--week', LAST_WEEK);
    expect(json.sources).toMatchObject([{ weeks: [{ status: 'UNCHANGED', requests: checked.json.requests }] }]);
  });

  it('is never drafted over a mapping that is there', async () => {
    const refused = await ledger(['timesheets', 'draft', '--source', 'tempo', '--out', `${FOLDER}/mapping`], FOLDER);

    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('is not empty: name a folder that is not there yet');
  });
});
