import type { Deployment } from './deployment.ts';

/** What a command of the program works with. */
export interface CommandContext {
  readonly find: () => Promise<Deployment>;
  /** For people, or JSON: what cannot be seen is escaped. */
  readonly print: (text: string) => void;
  /** Byte for byte. */
  readonly write: (text: string) => void;
  /** Beside the result. */
  readonly tell: (line: string) => void;
}
