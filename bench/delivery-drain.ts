import { setTimeout } from 'node:timers/promises';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { AwsClients, RequestMeter } from '../adapters/aws/clients.ts';
import { DynamoRunRecords } from '../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../adapters/s3/object-store.ts';
import { SqsChangeQueue } from '../adapters/sqs/change-queue.ts';
import { StepFunctionsRecalculations } from '../adapters/step-functions/recalculations.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import type { Deployment } from '../cli/deployment.ts';
import type { EmployeeWeekKey } from '../core/ledger/ledger.ts';
import { drainWebhooks } from '../functions/recalculation/drain-webhooks/step.ts';

const POLL_MS = 500;
const POLLS_MAX = 1_200;
const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** What one drain did, and the requests it took. */
export interface DrainMeasure {
  readonly messages: number;
  readonly calls: number;
}

/** The drainer in this process, with a meter, beside the deployed one that runs each minute. */
export class MeteredDrainer {
  readonly #deployment: Deployment;
  readonly #meter = new RequestMeter();
  readonly #clients = new AwsClients(this.#meter);
  readonly #queueUrl: string;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    const engine = deployment.output('EndpointUrl');
    this.#queueUrl = deployment.output('ChangeQueueUrl').replace(/^https?:\/\/[^/]+/, engine);
  }

  async drain(): Promise<DrainMeasure> {
    const output = (name: string) => this.#deployment.output(name);
    const ports = {
      queue: this.#queue(),
      records: new DynamoRunRecords(this.#clients.dynamodb(), output('AllocationTableName')),
      store: new S3RunStore(this.#clients.s3(), output('RunBucketName'), sha256),
      recalculations: new StepFunctionsRecalculations(this.#clients.stepFunctions(), output('WorkflowArn')),
      clock: systemClock,
      sha256,
    };
    const spent = this.#meter.since();
    const { messages } = await drainWebhooks(ports, new AbortController().signal);
    return { messages, calls: spent.calls() };
  }

  /** Queues the changes, and drains them at once. */
  async drainThese(changes: readonly EmployeeWeekKey[]): Promise<DrainMeasure> {
    const queue = this.#queue();
    for (const change of changes) await queue.send(change);
    return this.drain();
  }

  /** Drains until nothing waits, nothing is held by the deployed drainer, and no run goes on. */
  async settle(): Promise<void> {
    for (let polls = 0; polls < POLLS_MAX; polls += 1) {
      const [waiting, held] = await this.#count();
      if (waiting) await this.drain();
      else if (held === 0 && !(await this.#isRunning())) return;
      await setTimeout(POLL_MS);
    }
    throw new Error('the stack does not come to rest');
  }

  #queue(): SqsChangeQueue {
    return new SqsChangeQueue(this.#clients.sqs(), this.#queueUrl);
  }

  async #count(): Promise<number[]> {
    const request = new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl, AttributeNames: [...COUNTS] });
    const { Attributes } = await this.#clients.sqs().send(request);
    return COUNTS.map((name) => Number(Attributes?.[name]));
  }

  async #isRunning(): Promise<boolean> {
    const { stepFunctions } = this.#deployment;
    const stateMachineArn = this.#deployment.output('WorkflowArn');
    const request = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' });
    return ((await stepFunctions.send(request)).executions ?? []).length > 0;
  }
}
