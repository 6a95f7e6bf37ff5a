import type { StandInCompany } from '../../../local/stand-ins/providers/company.ts';

/** Whose usage the stand-ins of the sources tell. */
export const COLLECTED_COMPANY: StandInCompany = { seed: 3, people: 8, timeZone: 'UTC' };
