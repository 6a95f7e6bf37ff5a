import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CallMeter } from '../../core/runs/effort.ts';

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

/** For functions that have seconds: between four tries of a throttled request lie at most 1 + 2 + 4 = 7 s. */
const ATTEMPTS_MAX = 4;
/**
 * For functions that have minutes and make requests by the thousand, of which none may be given up lightly: between ten
 * tries lie at most 1 + 2 + 4 + 8 + 16 + 4 × 20 = 111 s.
 */
export const PATIENT_ATTEMPTS_MAX = 10;

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
  readonly #maxAttempts: number;

  constructor(meter: RequestMeter, maxAttempts = ATTEMPTS_MAX) {
    this.meter = meter;
    this.#maxAttempts = maxAttempts;
  }

  athena(): AthenaClient {
    return this.meter.attach(new AthenaClient({ maxAttempts: this.#maxAttempts }));
  }

  dynamodb(): DynamoDBDocumentClient {
    const client = this.meter.attach(new DynamoDBClient({ maxAttempts: this.#maxAttempts }));
    return DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
      unmarshallOptions: { wrapNumbers: (text) => exactInteger(text) },
    });
  }

  lambda(): LambdaClient {
    return this.meter.attach(new LambdaClient({ maxAttempts: this.#maxAttempts }));
  }

  s3(): S3Client {
    // An endpoint of its own (the embedded engine) has no host name per bucket.
    const forcePathStyle = process.env.AWS_ENDPOINT_URL !== undefined;
    return this.meter.attach(new S3Client({ maxAttempts: this.#maxAttempts, forcePathStyle }));
  }

  secrets(): SecretsManagerClient {
    return this.meter.attach(new SecretsManagerClient({ maxAttempts: this.#maxAttempts }));
  }

  sqs(): SQSClient {
    return this.meter.attach(new SQSClient({ maxAttempts: this.#maxAttempts }));
  }

  stepFunctions(): SFNClient {
    return this.meter.attach(new SFNClient({ maxAttempts: this.#maxAttempts }));
  }

  sns(): SNSClient {
    return this.meter.attach(new SNSClient({ maxAttempts: this.#maxAttempts }));
  }
}

/** Numbers of the tables are integers; those past 2^53 come back as bigint. */
function exactInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
