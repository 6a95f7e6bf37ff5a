import type { NewIdentity } from '../../../core/collection/identity.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import type { UsageSourceConfiguration } from '../../../lib/configuration.ts';
import { employeeIdOf } from '../../sample/people.ts';
import { emailOf, peopleOf, type StandInCompany } from './company.ts';
import { loginOf } from './copilot-usage.ts';
import type { ProviderStandIns } from './start.ts';

/** Enough for a demo and a test: the stand-in of Cursor takes as few requests a minute as Cursor does. */
const WINDOW_DAYS = 7;
const ENTERPRISE = 'acme';
const COPILOT_SEAT_USD = '19';

/** The stand-ins as sources of a deployment on this machine. */
export function standInSources({ bySource }: ProviderStandIns): UsageSourceConfiguration[] {
  return Object.entries(bySource).map(([source, { url }]) => ({
    source,
    role: 'COST',
    pull: {
      keySecretName: `tokenledger-local/usage/${source}`,
      windowDays: WINDOW_DAYS,
      baseUrl: url,
      ...(source === 'github_copilot' && {
        enterprise: ENTERPRISE,
        seats: { monthlyFeeUsd: COPILOT_SEAT_USD, purchased: null },
      }),
    },
  }));
}

/** Who the people of the company are by the names that say it, their addresses and their logins at GitHub. */
export function standInIdentities(company: StandInCompany, validFrom: PlainDate, by: string): NewIdentity[] {
  return peopleOf(company).flatMap((person) => {
    const is = { target: 'employee', employeeId: employeeIdOf(person), validFrom, validTo: null, by } as const;
    return [
      { ...is, source: '*', actor: { kind: 'EMAIL', id: emailOf(person) } },
      { ...is, source: 'github_copilot', actor: { kind: 'USER_ID', id: loginOf(person) } },
    ];
  });
}
