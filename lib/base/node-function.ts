import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface NodeFunctionProps {
  /** Folder below `functions/`, whose `handler.ts` is the entry. */
  readonly folder: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly logDays: number;
  /** Invocations at the same time; without it, as many as the account has left. */
  readonly concurrencyMax?: number;
  /** Room for what is new in Node's heap, three times over; without it, as much as Node takes. */
  readonly semiSpaceMb?: number;
}

/** Everything is bundled into one ES module; the CommonJS packages in it still call `require`. */
const REQUIRE_FOR_COMMONJS =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** A function of ours, bundled whole. Each `bind…` gives a right and the variable that names its object. */
export class NodeFunction extends NodejsFunction {
  /** Whether being throttled is how it keeps to its share, and no sign of trouble. */
  readonly isCapped: boolean;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id, {
      entry: `functions/${props.folder}/handler.ts`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      ...(props.concurrencyMax !== undefined && { reservedConcurrentExecutions: props.concurrencyMax }),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: props.logDays as RetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        NODE_OPTIONS: nodeOptions(props),
        // By it, logs, traces and metrics of two stages in one account are told apart.
        POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName,
      },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        banner: REQUIRE_FOR_COMMONJS,
        minify: true,
        keepNames: true,
        sourceMap: true,
        sourcesContent: false,
        externalModules: [],
      },
    });
    this.isCapped = props.concurrencyMax !== undefined;
  }

  bindTable(variable: string, table: TableV2, ...actions: readonly string[]): this {
    this.addEnvironment(variable, table.tableName);
    return this.#allow(actions, [table.tableArn]);
  }

  /** @param rights how the partition keys begin on which each action is allowed */
  bindPartitions(variable: string, table: TableV2, rights: Readonly<Record<string, readonly string[]>>): this {
    this.addEnvironment(variable, table.tableName);
    for (const [action, partitions] of Object.entries(rights)) {
      const leadingKeys = partitions.map((beginning) => `${beginning}*`);
      this.#allow([action], [table.tableArn], {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
      });
    }
    return this;
  }

  /** @param rights on the objects below each prefix */
  bindBucket(variable: string, bucket: Bucket, rights: Readonly<Record<string, readonly string[]>>): this {
    this.addEnvironment(variable, bucket.bucketName);
    for (const [prefix, actions] of Object.entries(rights)) this.#allow(actions, [bucket.arnForObjects(`${prefix}*`)]);
    return this;
  }

  /** May learn that an object is missing: without the right to list, S3 answers that as forbidden. */
  allowListing(bucket: Bucket, prefix: string): this {
    return this.#allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': `${prefix}*` } });
  }

  /** May list what was ever put there, behind markers of deletion too. */
  allowListingVersions(bucket: Bucket, prefix: string): this {
    return this.#allow(['s3:ListBucketVersions'], [bucket.bucketArn], { StringLike: { 's3:prefix': `${prefix}*` } });
  }

  /** @param name the secret's own name, known before it is made */
  bindSecret(variable: string, secret: ISecret, name: string): this {
    this.addEnvironment(variable, name);
    return this.allowReadingSecret(secret);
  }

  /** The same of one whose name comes with what it is asked to do. */
  allowReadingSecret(secret: ISecret): this {
    return this.#allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
  }

  bindTopic(variable: string, topic: ITopic): this {
    this.addEnvironment(variable, topic.topicArn);
    topic.grantPublish(this);
    return this;
  }

  /** May look at and add to its subscriptions, and end any: IAM knows no resource to narrow that to. */
  allowSubscribing(topic: ITopic): this {
    return this.#allow(['sns:ListSubscriptionsByTopic', 'sns:Subscribe'], [topic.topicArn]).#allow(
      ['sns:Unsubscribe'],
      ['*'],
    );
  }

  bindQueue(variable: string, queue: Queue, ...actions: readonly string[]): this {
    this.addEnvironment(variable, queue.queueUrl);
    return this.#allow(actions, [queue.queueArn]);
  }

  bindStateMachine(variable: string, { stateMachineArn }: StateMachine, ...actions: readonly string[]): this {
    this.addEnvironment(variable, stateMachineArn);
    return this.#allow(actions, [stateMachineArn]);
  }

  /** May call it, and not wait for its answer. */
  bindFunction(variable: string, { functionName, functionArn }: NodeFunction): this {
    this.addEnvironment(variable, functionName);
    return this.#allow(['lambda:InvokeFunction'], [functionArn]);
  }

  bindValue(variable: string, value: string | number): this {
    this.addEnvironment(variable, value.toString());
    return this;
  }

  #allow(actions: readonly string[], resources: string[], conditions?: Conditions): this {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources, ...(conditions && { conditions }) }));
    return this;
  }
}

function nodeOptions({ semiSpaceMb }: NodeFunctionProps): string {
  return ['--enable-source-maps', ...(semiSpaceMb ? [`--max-semi-space-size=${semiSpaceMb}`] : [])].join(' ');
}
