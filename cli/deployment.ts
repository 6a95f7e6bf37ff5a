import { existsSync, readFileSync } from 'node:fs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { AwsClients, RequestMeter } from '../adapters/aws/clients.ts';
import { DynamoBillingAcceptances } from '../adapters/dynamodb/billing/acceptances.ts';
import { DynamoClosings } from '../adapters/dynamodb/billing/closings.ts';
import { DynamoRecharges } from '../adapters/dynamodb/billing/recharges.ts';
import { DynamoBudgets } from '../adapters/dynamodb/budgets/budgets.ts';
import { DynamoDecisions } from '../adapters/dynamodb/budgets/decisions.ts';
import { DynamoAlertOutbox } from '../adapters/dynamodb/budgets/outbox.ts';
import { DynamoSubscribers } from '../adapters/dynamodb/budgets/subscribers.ts';
import { DynamoSuggestions } from '../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoTrackedWeeks } from '../adapters/dynamodb/budgets/tracked-weeks.ts';
import { DynamoCollectionRecords } from '../adapters/dynamodb/collection/collection-records.ts';
import { DynamoIdentities } from '../adapters/dynamodb/collection/identities.ts';
import { DynamoCwoRegistry } from '../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoCwoLines } from '../adapters/dynamodb/ledger/cwo-lines.ts';
import { DynamoLedgerReader } from '../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoStaleAcceptances } from '../adapters/dynamodb/ledger/stale-acceptances.ts';
import { DynamoPseudonyms } from '../adapters/dynamodb/publication/pseudonyms.ts';
import { DynamoPublications } from '../adapters/dynamodb/publication/publications.ts';
import { DynamoSweepStates } from '../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../adapters/dynamodb/runs/told-findings.ts';
import { AthenaBenchmarkSource } from '../adapters/lake/benchmark-source.ts';
import { S3FactTable } from '../adapters/lake/collection/fact-table.ts';
import { AthenaResolvedFacts } from '../adapters/lake/collection/status-facts.ts';
import { AthenaFinanceQuery } from '../adapters/lake/finance-query.ts';
import { S3PublishedTables } from '../adapters/lake/published/published-tables.ts';
import { LambdaAlertPhase } from '../adapters/lambda/alert-phase.ts';
import { S3Benchmarks } from '../adapters/s3/benchmarks.ts';
import { S3FrozenMonths } from '../adapters/s3/frozen-months.ts';
import { S3EvidenceStore, S3RunStore } from '../adapters/s3/object-store.ts';
import { S3WeekRoots } from '../adapters/s3/week-roots.ts';
import { SnsAlertSubscriptions } from '../adapters/sns/alert-subscriptions.ts';
import { SqsChangeQueue } from '../adapters/sqs/change-queue.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import type { MonthPolicy } from '../core/billing/months.ts';
import type { BenchmarkSettings } from '../core/budgets/benchmarks.ts';
import type { BudgetSettings } from '../core/budgets/track-week.ts';
import type { FactTable } from '../core/collection/fact-table.ts';
import type { FactDays } from '../core/collection/source-status.ts';
import type { Outputs } from '../local/engine/deploy.ts';
import { engineEnvironment } from '../local/engine/start.ts';
import { PATHS } from '../local/paths.ts';
import type { CollectionSettings } from './collection-settings.ts';
import { describeStack } from './describe-stack.ts';
import { WrongUseError } from './wrong-use-error.ts';

/** A deployed stack, on AWS or on the local engine, with the clients that the commands need. */
export class Deployment {
  readonly outputs: Outputs;
  readonly #clients = new AwsClients(new RequestMeter());

  private constructor(outputs: Outputs) {
    this.outputs = outputs;
  }

  /**
   * The stack named by `--stack` or TOKENLEDGER_STACK, with the credentials of the environment; else the local one.
   * @throws WrongUseError where there is neither
   */
  static async find(stackName: string | undefined): Promise<Deployment> {
    if (stackName !== undefined) return new Deployment(await describeStack(stackName));
    if (!existsSync(PATHS.outputs)) {
      throw new WrongUseError(
        'nothing is up: start the local engine with "ledger up", or name an AWS stack with --stack',
      );
    }
    return Deployment.local(JSON.parse(readFileSync(PATHS.outputs, 'utf8')));
  }

  static local(outputs: Outputs): Deployment {
    Object.assign(process.env, engineEnvironment(outputs.EndpointUrl as string));
    return new Deployment(outputs);
  }

  output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) throw new WrongUseError(`the stack has no output ${name}: deploy this version of it`);
    return value;
  }

  get dynamodb() {
    return this.#clients.dynamodb();
  }

  get s3() {
    return this.#clients.s3();
  }

  get stepFunctions(): SFNClient {
    return new SFNClient({});
  }

  get secrets(): SecretsManagerClient {
    return new SecretsManagerClient({});
  }

  get ledger(): DynamoLedgerReader {
    return new DynamoLedgerReader(this.dynamodb, this.output('AllocationTableName'), sha256);
  }

  get records(): DynamoRunRecords {
    return new DynamoRunRecords(this.dynamodb, this.output('AllocationTableName'));
  }

  get sweepStates(): DynamoSweepStates {
    return new DynamoSweepStates(this.dynamodb, this.output('AllocationTableName'));
  }

  get cwos(): DynamoCwoRegistry {
    return new DynamoCwoRegistry(this.dynamodb, this.output('CwoTableName'), systemClock);
  }

  get budgets(): DynamoBudgets {
    return new DynamoBudgets(this.dynamodb, this.output('BudgetTableName'), sha256);
  }

  get trackedWeeks(): DynamoTrackedWeeks {
    return new DynamoTrackedWeeks(this.dynamodb, this.output('BudgetTableName'), systemClock);
  }

  get budgetSettings(): BudgetSettings & { readonly benchmarks: BenchmarkSettings } {
    return JSON.parse(this.output('BudgetSettings'));
  }

  get decisions(): DynamoDecisions {
    const tables = { budgets: this.output('BudgetTableName'), cwos: this.output('CwoTableName') };
    return new DynamoDecisions(this.dynamodb, tables, sha256);
  }

  get lines(): DynamoCwoLines {
    return new DynamoCwoLines(this.dynamodb, this.output('AllocationTableName'), sha256);
  }

  get publications(): DynamoPublications {
    return new DynamoPublications(this.dynamodb, this.output('AllocationTableName'));
  }

  get closings(): DynamoClosings {
    return new DynamoClosings(this.dynamodb, this.output('AllocationTableName'), sha256);
  }

  get recharges(): DynamoRecharges {
    return new DynamoRecharges(this.dynamodb, this.output('AllocationTableName'));
  }

  get billingAcceptances(): DynamoBillingAcceptances {
    return new DynamoBillingAcceptances(this.dynamodb, this.output('AllocationTableName'));
  }

  get frozenMonths(): S3FrozenMonths {
    return new S3FrozenMonths(this.s3, this.output('EvidenceBucketName'), sha256);
  }

  get pseudonyms(): DynamoPseudonyms {
    return new DynamoPseudonyms(this.dynamodb, this.output('AllocationTableName'));
  }

  get subscribers(): DynamoSubscribers {
    return new DynamoSubscribers(this.dynamodb, this.output('BudgetTableName'));
  }

  get alertSubscriptions(): SnsAlertSubscriptions {
    return new SnsAlertSubscriptions(this.#clients.sns(), this.output('AlertTopicArn'));
  }

  get publishedTables(): S3PublishedTables {
    return new S3PublishedTables(this.s3, this.output('LakeBucketName'));
  }

  get financeSettings(): { readonly monthPolicy: MonthPolicy } {
    return JSON.parse(this.output('FinanceSettings'));
  }

  get collectionSettings(): CollectionSettings {
    return JSON.parse(this.output('CollectionSettings'));
  }

  get facts(): FactTable & FactDays {
    return new S3FactTable(this.s3, this.output('LakeBucketName'));
  }

  get resolvedFacts(): AthenaResolvedFacts {
    const place = { workGroup: this.output('AthenaWorkGroup'), database: this.output('GlueDatabase') };
    return new AthenaResolvedFacts(this.#clients.athena(), place, systemClock);
  }

  get identities(): DynamoIdentities {
    return new DynamoIdentities(this.dynamodb, this.output('IdentityTableName'), sha256);
  }

  get collectionRecords(): DynamoCollectionRecords {
    return new DynamoCollectionRecords(this.dynamodb, this.output('AllocationTableName'));
  }

  get suggestions(): DynamoSuggestions {
    return new DynamoSuggestions(this.dynamodb, this.output('BudgetTableName'), sha256);
  }

  get benchmarks(): S3Benchmarks {
    return new S3Benchmarks(this.s3, this.output('EvidenceBucketName'));
  }

  get benchmarkSource(): AthenaBenchmarkSource {
    const place = { workGroup: this.output('AthenaWorkGroup'), database: this.output('GlueDatabase') };
    return new AthenaBenchmarkSource(this.#clients.athena(), place, systemClock);
  }

  get financeQuery(): AthenaFinanceQuery {
    const place = { workGroup: this.output('FinanceWorkGroup'), database: this.output('GlueDatabase') };
    return new AthenaFinanceQuery(this.#clients.athena(), place, systemClock);
  }

  get told(): DynamoToldFindings {
    return new DynamoToldFindings(this.dynamodb, this.output('AllocationTableName'));
  }

  get acceptances(): DynamoStaleAcceptances {
    return new DynamoStaleAcceptances(this.dynamodb, this.output('AllocationTableName'), systemClock);
  }

  get alertOutbox(): DynamoAlertOutbox {
    return new DynamoAlertOutbox(this.dynamodb, this.output('BudgetTableName'), sha256, systemClock);
  }

  get changes(): SqsChangeQueue {
    return new SqsChangeQueue(this.#clients.sqs(), this.output('ChangeQueueUrl'));
  }

  get alertPhase(): LambdaAlertPhase {
    return new LambdaAlertPhase(this.#clients.lambda(), this.output('SendAlertsName'));
  }

  get evidence(): S3EvidenceStore {
    return new S3EvidenceStore(this.s3, this.output('EvidenceBucketName'), sha256);
  }

  get roots(): S3WeekRoots {
    return new S3WeekRoots(this.s3, this.output('RootBucketName'), sha256);
  }

  get runStore(): S3RunStore {
    return new S3RunStore(this.s3, this.output('RunBucketName'), sha256);
  }
}
