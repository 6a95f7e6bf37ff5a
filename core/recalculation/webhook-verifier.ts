/** Checks that a delivery comes from the timesheet system. */
export interface WebhookVerifier {
  /**
   * @param headers by lower-case name
   * @param body the bytes as sent
   * @returns UNAVAILABLE where the secrets cannot be read now
   */
  verify(
    headers: Readonly<Record<string, string | undefined>>,
    body: Uint8Array,
  ): Promise<'VALID' | 'INVALID' | 'UNAVAILABLE'>;
}
