export type WebhookVerdict =
  | { readonly verdict: 'VALID' | 'INVALID' }
  /** There is no secret to check with now: `cause` says why, and never the secret. */
  | { readonly verdict: 'UNAVAILABLE'; readonly cause: string };

/** Checks that a delivery comes from the timesheet system. */
export interface WebhookVerifier {
  /**
   * @param headers by lower-case name
   * @param body the bytes as sent
   */
  verify(headers: Readonly<Record<string, string | undefined>>, body: Uint8Array): Promise<WebhookVerdict>;
}
