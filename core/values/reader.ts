export const READER_ROLES = ['employee', 'pm', 'finance'] as const;
export type ReaderRole = (typeof READER_ROLES)[number];

/** Who asks, by a token of the company's issuer. A role that is none of these sees nothing of others. */
export interface Reader {
  readonly employeeId: string;
  readonly role: ReaderRole;
}
