import type { BooksPorts } from '../../../core/billing/book-records.ts';
import { UNDIVIDED } from '../../../core/publication/publication.ts';
import type { Deployment } from '../../deployment.ts';

type Source = Pick<
  Deployment,
  'ledger' | 'evidence' | 'closings' | 'frozenMonths' | 'recharges' | 'publications' | 'financeSettings'
>;

/** What months are read with. Every week that was ever run has a publication record. */
export function booksPorts(deployment: Source): BooksPorts {
  const { ledger, evidence, closings, frozenMonths, recharges, publications, financeSettings } = deployment;
  const listWeeks = async () =>
    (await publications.list()).flatMap(({ part, raisedAt, settlesAt }) =>
      part === UNDIVIDED ? [] : [{ mondayDate: part, raisedAt, settlesAt }],
    );
  return { ledger, evidence, closings, frozenMonths, recharges, listWeeks, monthPolicy: financeSettings.monthPolicy };
}
