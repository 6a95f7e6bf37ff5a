import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CallMeter } from '../../core/runs/call-meter.ts';

/** The part of an SDK client that the meter needs. */
interface Metered {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler) => Handler,
      options: { step: 'finalizeRequest'; priority: 'low'; name: string },
    ): void;
  };
}
// biome-ignore lint/suspicious/noExplicitAny: the SDK types its handlers per command; the meter passes them through.
type Handler = (args: any) => Promise<any>;

const ATTEMPTS_MAX = 4;

/** Counts every request, retries included: it stands behind the SDK's retry middleware. */
export class RequestMeter {
  #calls = 0;

  /** The requests from now on: those of one invocation. */
  since(): CallMeter {
    const before = this.#calls;
    return { calls: () => this.#calls - before };
  }

  attach<Client extends Metered>(client: Client): Client {
    const count = (next: Handler) => (args: unknown) => {
      this.#calls += 1;
      return next(args);
    };
    client.middlewareStack.add(count, { step: 'finalizeRequest', priority: 'low', name: 'requestMeter' });
    return client;
  }
}

/** Makes the SDK clients of a function, all counted by one meter. */
export class AwsClients {
  readonly meter: RequestMeter;

  constructor(meter: RequestMeter) {
    this.meter = meter;
  }

  athena(): AthenaClient {
    return this.meter.attach(new AthenaClient({ maxAttempts: ATTEMPTS_MAX }));
  }

  dynamodb(): DynamoDBDocumentClient {
    const client = this.meter.attach(new DynamoDBClient({ maxAttempts: ATTEMPTS_MAX }));
    return DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
      unmarshallOptions: { wrapNumbers: (text) => exactInteger(text) },
    });
  }

  s3(): S3Client {
    // An endpoint of its own (the embedded engine) has no host name per bucket.
    const forcePathStyle = process.env.AWS_ENDPOINT_URL !== undefined;
    return this.meter.attach(new S3Client({ maxAttempts: ATTEMPTS_MAX, forcePathStyle }));
  }

  secrets(): SecretsManagerClient {
    return this.meter.attach(new SecretsManagerClient({ maxAttempts: ATTEMPTS_MAX }));
  }

  sqs(): SQSClient {
    return this.meter.attach(new SQSClient({ maxAttempts: ATTEMPTS_MAX }));
  }

  stepFunctions(): SFNClient {
    return this.meter.attach(new SFNClient({ maxAttempts: ATTEMPTS_MAX }));
  }

  sns(): SNSClient {
    return this.meter.attach(new SNSClient({ maxAttempts: ATTEMPTS_MAX }));
  }
}

/** Numbers of the tables are integers; those past 2^53 come back as bigint. */
function exactInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
