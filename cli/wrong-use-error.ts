/** The command was used wrongly, or lacks what it needs: exit 2. The message says what to do. */
export class WrongUseError extends Error {
  override readonly name = 'WrongUseError';
}
