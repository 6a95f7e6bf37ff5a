import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { removalPolicyOf } from './storage.ts';

/** Keys of the sources that are pulled; each made with a random value, in whose place an operator puts the real one. */
export class SourceKeys extends Construct {
  readonly secrets: readonly ISecret[];

  constructor(scope: Construct, id: string, names: readonly string[], configuration: Configuration) {
    super(scope, id);
    this.secrets = [...new Set(names)].map(
      (secretName) => new Secret(this, secretName, { secretName, removalPolicy: removalPolicyOf(configuration) }),
    );
  }
}
