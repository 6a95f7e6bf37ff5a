import { systemClock } from '../../adapters/system/clock.ts';
import { addIdentities } from '../../cli/commands/identity/add.ts';
import { listUnresolved } from '../../cli/commands/identity/unresolved.ts';
import { show } from '../../cli/commands/run/show.ts';
import { collect, renderCollection } from '../../cli/commands/usage/collect.ts';
import { usageStatus } from '../../cli/commands/usage/status.ts';
import type { Deployment } from '../../cli/deployment.ts';
import type { NewIdentity } from '../../core/collection/identity.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import { employeeIdOf } from '../sample/people.ts';
import type { StandInCompany } from '../stand-ins/providers/company.ts';
import { standInIdentities } from '../stand-ins/providers/configured.ts';
import { runWeek, tell, title } from './steps.ts';

/** The people of whose addresses and logins nobody has said at first whose they are. */
const UNKNOWN = [employeeIdOf(21), employeeIdOf(22)];
const BY = 'demo';
/** Sources whose keys have owners. */
const KEYS_OF = ['anthropic_usage', 'openai_usage'];

/** A week of the sample company whose usage comes from the tools' own sources, as they are asked every day. */
export async function demoSources(deployment: Deployment, company: StandInCompany, week: MondayDate): Promise<void> {
  const identities = standInIdentities(company, week, BY);
  const isUnknown = ({ employeeId }: NewIdentity) => UNKNOWN.some((one) => one === employeeId);
  const known = identities.filter((identity) => !isUnknown(identity));

  title('Who is who: addresses and logins of all but two employees');
  const { added } = await addIdentities(deployment, known, systemClock);
  tell(`${added} entries; owners of API keys are found by their addresses`);

  title(`What the tools' own sources tell of the week of ${week}`);
  const options = { from: week, to: addDays(week, 6) };
  console.log(renderCollection(await collect(deployment, options, tell)));

  title(`The weekly run of ${week}`);
  await runWeek(deployment, week);

  title('Who pays what: the ledger by contract work order');
  console.log(await show(deployment, { week, by: 'cwo' }));

  title('Spend of actors nobody knows is in the ledger, as UNALLOCATED');
  console.log(await listUnresolved(deployment, systemClock, { week }));

  title(`They are ${UNKNOWN.join(' and ')}: their spend moves to their CWOs`);
  await addIdentities(deployment, identities.filter(isUnknown), systemClock);
  // Their keys as well: whose a key is, its source says.
  for (const source of KEYS_OF) {
    console.log(renderCollection(await collect(deployment, { ...options, source }, tell)));
  }
  for (const employee of UNKNOWN) console.log(await show(deployment, { week, by: 'line', employee }));
  console.log(await show(deployment, { week, by: 'cwo' }));

  title('Whether the numbers can be trusted');
  console.log(await usageStatus(deployment, systemClock, false));
}
