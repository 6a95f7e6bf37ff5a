/** Findings of cdk-nag's AwsSolutions rules that stay as they are, and why. */
export interface Acknowledgement {
  /** Paths of constructs below the stack: for their findings, and for those of their children. */
  readonly at: readonly string[];
  /** Rule, for IAM with the finding; `{path}` stands for the logical id of the construct there. */
  readonly findings: readonly string[];
  readonly reason: string;
}
