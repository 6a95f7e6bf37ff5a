import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';

/** What rests: the ledger, the CWOs, their budgets, who actors of usage are, the run store, the evidence and the roots that anchor them. */
export class Storage extends Construct {
  readonly allocationTable: TableV2;
  readonly cwoTable: TableV2;
  readonly budgetTable: TableV2;
  readonly identityTable: TableV2;
  readonly runBucket: Bucket;
  readonly evidenceBucket: Bucket;
  readonly rootBucket: Bucket;

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { retention } = configuration;
    const removalPolicy = removalPolicyOf(configuration);
    const partitioned = partitionedTable(removalPolicy);
    this.allocationTable = new TableV2(this, 'TokenCostAllocation', partitioned);
    this.cwoTable = new TableV2(this, 'Cwo', {
      ...restingTable(removalPolicy),
      partitionKey: { name: 'cwoId', type: AttributeType.STRING },
    });
    this.budgetTable = new TableV2(this, 'TokenBudgetTracking', partitioned);
    this.identityTable = new TableV2(this, 'ActorIdentity', partitioned);
    this.runBucket = new Bucket(this, 'Runs', {
      ...privateBucket(removalPolicy),
      lifecycleRules: [{ expiration: Duration.days(retention.runDays) }],
    });
    this.evidenceBucket = new Bucket(this, 'Evidence', { ...privateBucket(removalPolicy), versioned: true });
    const rootAge = Duration.days(retention.rootDays);
    this.rootBucket = new Bucket(this, 'Roots', {
      ...privateBucket(removalPolicy),
      versioned: true,
      // In compliance mode the account's own root user cannot shorten it; in governance mode some may.
      objectLockDefaultRetention: retention.keepData
        ? ObjectLockRetention.compliance(rootAge)
        : ObjectLockRetention.governance(rootAge),
    });
    this.rootBucket.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        // Which only hides: what removes a version is another right, and the lock is against that.
        actions: ['s3:DeleteObject'],
        resources: [this.rootBucket.arnForObjects('*')],
      }),
    );
  }
}

/**
 * What holds data outlives the stack where it must, but not its own failed creation, which would stand in the way of the
 * next. For the same reason no table is created with protection from deletion: the rollback could not take it away.
 */
export function removalPolicyOf({ retention }: Configuration): RemovalPolicy {
  return retention.keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** A table of items by `pk` and `sk`. */
export function partitionedTable(removalPolicy: RemovalPolicy): TablePropsV2 {
  return {
    ...restingTable(removalPolicy),
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
  };
}

/** Paid by use, encrypted, and restorable to any second of the last 35 days. */
function restingTable(removalPolicy: RemovalPolicy) {
  return {
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  };
}

/** A bucket for us alone: encrypted, never public, by TLS only. */
export function privateBucket(removalPolicy: RemovalPolicy): BucketProps {
  return {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy,
  };
}
