import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { removalPolicyOf } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

/** Keys of the sources that are pulled; each made with a random value, in whose place an operator puts the real one. */
export class SourceKeys extends Construct {
  readonly secrets: readonly ISecret[];

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const names = new Set(configuration.usage.sources.flatMap(({ pull }) => pull?.keySecretName ?? []));
    this.secrets = [...names].map(
      (secretName) => new Secret(this, secretName, { secretName, removalPolicy: removalPolicyOf(configuration) }),
    );
  }
}
