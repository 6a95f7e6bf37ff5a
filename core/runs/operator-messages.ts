/** Tells operators. */
export interface OperatorMessages {
  send(message: { readonly subject: string; readonly body: string }): Promise<void>;
}
