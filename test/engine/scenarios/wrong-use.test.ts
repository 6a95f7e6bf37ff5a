import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledger, ledgerJson } from './ledger-cli.ts';

const MONDAY = '2024-01-01';
const NEVER_RUN = '2022-12-26';

describe.concurrent('wrong use', () => {
  it.each<[args: string, message: RegExp]>([
    ['run', /--week/],
    ['run --week 2024-01-02', /no Monday/],
    [`run --week ${MONDAY} --fast`, /unknown option '--fast'/],
    [`allocate --week ${MONDAY}`, /unknown command 'allocate'/],
    [`show --week ${MONDAY} --by person`, /Allowed choices are line, cwo, project, client, employee/],
    ['show', /name a week with --week, or several with --from and --to/],
    [`show --week ${MONDAY} --from ${MONDAY}`, /name a week with --week/],
    [`audit --week ${MONDAY}`, /--employee/],
    [`usage load --week ${MONDAY}`, /missing required argument 'files'/],
    [`usage load absent.csv --week ${MONDAY}`, /absent\.csv: the file cannot be opened/],
    [`usage load ${import.meta.filename} --week ${MONDAY}`, /\.csv, \.jsonl, \.parquet/],
  ])('ledger %s exits 2 and says why', async (args, message) => {
    const { exitCode, stdout, stderr } = await ledger(args.split(' '));

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([
    ['quarantine', `Week ${NEVER_RUN} was never run: ledger run --week ${NEVER_RUN}`],
    ['verify', `week ${NEVER_RUN} was never run: there is nothing to verify`],
  ])('is not to ask %s of a week that was never run, which says so', async (command, answer) => {
    expect(await ledger([command, '--week', NEVER_RUN])).toEqual({ exitCode: 0, stdout: `${answer}\n`, stderr: '' });
  });

  it.each([
    ['--timesheet-url', 'timesheets.example.com', /It is no http or https URL/],
    ['--timesheet-url', 'ftp://127.0.0.1', /It is no http or https URL/],
    [
      '--webhook-secret',
      'whsec_c2hvcnQ=',
      /^error: the webhook secret holds 5 bytes; a signing secret has 24 to 64\n$/,
    ],
    ['--webhook-secret', 'secret', /^error: the webhook secret is not whsec_ followed by base64\n$/],
    ['--port', '99999', /It is no port from 1 to 65535/],
  ])('is to bring up with %s %s: one line, and nothing is started', async (option, value, message) => {
    const { exitCode, stdout, stderr } = await ledger(['up', option, value]);

    expect({ exitCode, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      exitCode: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toMatch(message);
  });

  it.each(['show', 'quarantine', 'audit --employee E1'])(
    'is not to ask %s of a week that was never run',
    async (args) => {
      const { exitCode, json } = await ledgerJson<object>(...args.split(' '), '--week', NEVER_RUN);

      expect(exitCode).toBe(0);
      expect(json).toMatchObject({ weekStartDate: NEVER_RUN });
    },
  );
});

describe.concurrent('where nothing is up', () => {
  let empty: string;

  beforeAll(async () => {
    empty = await mkdtemp(`${tmpdir()}/tokenledger-`);
  });
  afterAll(() => rm(empty, { recursive: true }));

  it.each([`run --week ${MONDAY}`, `show --week ${MONDAY}`, `usage load spend.csv --week ${MONDAY}`])(
    'ledger %s exits 2 and says what to do',
    async (args) => {
      const { exitCode, stdout, stderr } = await ledger(args.split(' '), empty);

      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('nothing is up: start the local engine with "ledger up"');
    },
  );

  it('down is harmless', async () => {
    const ended = await ledger(['down'], empty);

    expect(ended).toEqual({ exitCode: 0, stdout: 'nothing was up\n', stderr: '' });
    expect(await readdir(empty)).toEqual([]);
  });
});
