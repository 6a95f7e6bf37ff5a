import type { OperatorMessages } from '../../core/runs/operator-messages.ts';

/** What operators were sent. */
export class MemoryOperatorMessages implements OperatorMessages {
  readonly sent: { readonly subject: string; readonly body: string }[] = [];

  async send(message: { readonly subject: string; readonly body: string }): Promise<void> {
    this.sent.push(message);
  }
}
