import type { KnownPeople } from '../../../core/timesheets/mirror/build-week.ts';
import { EMPTY_BODY } from '../../../core/timesheets/mirror/mirror-body.ts';
import type { MirrorContext } from '../../../core/timesheets/mirror/mirror-context.ts';
import type { MirroredOrigin } from '../../../core/timesheets/mirror/mirror-store.ts';
import { leftEmployees, listedUsers, resolvePeople } from '../../../core/timesheets/mirror/people.ts';
import { sharesOf } from '../../../core/timesheets/mirror/snapshot-shares.ts';
import type { KeptSnapshot, SnapshotShare } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { SnapshotSurvey } from '../../../core/timesheets/mirror/snapshot-survey.ts';
import { type ToldShare, toldBy } from './told-weeks.ts';

/** A snapshot that was gone through once. */
export interface SurveyedSnapshot {
  readonly survey: SnapshotSurvey;
  /** What it holds of a share. */
  readonly read: (share: SnapshotShare) => Promise<KeptSnapshot>;
}

const NOBODY: ToldShare = { weeks: [], people: [], setAside: [], unmapped: [] };

/**
 * All that a source tells of its week, mapped, share after share so that no more than one is held. Before them the weeks
 * that are emptied: work that moved on is for a moment nobody's, and at no time two people's.
 *
 * @param origins of all sources
 * @param isAll whether everybody of the source whom it does not name is emptied
 */
export async function* toldShares(
  { survey, read }: SurveyedSnapshot,
  { emails, origins }: Pick<KnownPeople, 'emails'> & { readonly origins: readonly MirroredOrigin[] },
  isAll: boolean,
  context: MirrorContext,
): AsyncGenerator<ToldShare> {
  const { source } = context.rules;
  const mirrored = origins.filter((one) => one.source === source);
  const others = origins.filter((one) => one.source !== source && one.users.length > 0);
  const elsewhere = new Map(others.map((one) => [one.employeeId, one.source]));
  const people = resolvePeople(listedUsers([...survey.listed], emails), context);
  const named = new Set([...people.map(({ employeeId }) => employeeId), ...survey.employees]);
  const left = isAll ? mirrored.map(({ employeeId }) => employeeId) : leftEmployees(mirrored, survey.listed, people);
  const emptied = left.filter((employeeId) => !named.has(employeeId));
  yield { ...NOBODY, weeks: emptied.map((employeeId) => ({ employeeId, body: EMPTY_BODY, users: [] })) };
  for (const share of sharesOf(people, survey)) yield toldBy(await read(share), { emails, elsewhere }, context);
}
