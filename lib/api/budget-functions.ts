import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { BUDGET_PARTITIONS, ENV, PARTITIONS } from '../../functions/names.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import { removalPolicyOf, type Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

export interface BudgetFunctionsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  /** Sends the alerts that wait: started after a decision. */
  readonly sendAlerts: NodeFunction;
}

/** The functions behind the routes of budgets, those that read and those that decide. */
export class BudgetFunctions extends Construct {
  readonly readBudget: NodeFunction;
  readonly readSuggestion: NodeFunction;
  readonly decideBudget: NodeFunction;
  readonly decideByLink: NodeFunction;
  /** By which links are signed. */
  readonly linkKey: Secret;
  readonly linkKeyName: string;
  readonly #props: BudgetFunctionsProps;

  constructor(scope: Construct, id: string, props: BudgetFunctionsProps) {
    super(scope, id);
    this.#props = props;
    const { storage, configuration } = props;
    const { employeeClaim } = configuration.audit;
    this.linkKeyName = `${configuration.stackName}/decision-link-key`;
    // 64 letters and digits: 381 bits. Nobody needs to know it, or to put it there.
    this.linkKey = new Secret(this, 'LinkKey', {
      secretName: this.linkKeyName,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicyOf(configuration),
    });
    this.readBudget = this.#function('ReadBudget', {
      folder: 'api/read-budget',
      description: 'Tells what is decided on, used and suggested of the budget of a CWO',
    })
      .bindPartitions(ENV.budgetTable, storage.budgetTable, {
        'dynamodb:Query': [BUDGET_PARTITIONS.cwos],
        'dynamodb:GetItem': LATEST_SUGGESTION,
      })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem')
      .bindValue(ENV.employeeClaim, employeeClaim);
    this.readSuggestion = this.#function('ReadSuggestion', {
      folder: 'api/read-suggestion',
      description: 'Tells the suggestion that holds for the budget of a CWO',
    })
      .bindPartitions(ENV.budgetTable, storage.budgetTable, { 'dynamodb:GetItem': LATEST_SUGGESTION })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem')
      .bindValue(ENV.employeeClaim, employeeClaim);
    this.decideBudget = this.#decider('DecideBudget', {
      folder: 'api/decide-budget',
      description: 'Decides on the budget of a CWO as its PM or finance ask for it',
    }).bindValue(ENV.employeeClaim, employeeClaim);
    this.decideByLink = this.#decider('DecideByLink', {
      folder: 'api/decide-by-link',
      description: 'Shows a PM a suggested budget by the link of a message, and decides on it',
    }).bindSecret(ENV.linkKeySecret, this.linkKey, this.linkKeyName);
  }

  /** Reads and writes a CWO's rows, in one transaction with what its decision leaves in the table `Cwo`. */
  #decider(id: string, made: OwnProps): NodeFunction {
    const { storage, configuration, sendAlerts } = this.#props;
    return this.#function(id, made)
      .bindPartitions(ENV.budgetTable, storage.budgetTable, {
        'dynamodb:Query': [BUDGET_PARTITIONS.cwos],
        'dynamodb:GetItem': LATEST_SUGGESTION,
        'dynamodb:PutItem': [BUDGET_PARTITIONS.cwos, BUDGET_PARTITIONS.weeks, BUDGET_PARTITIONS.outbox],
      })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem')
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:Query': [PARTITIONS.lines],
        'dynamodb:GetItem': [PARTITIONS.heads],
        'dynamodb:UpdateItem': [PARTITIONS.publications],
      })
      .bindFunction(ENV.sendAlertsFunction, sendAlerts)
      .bindValue(ENV.budgetThresholds, JSON.stringify(configuration.budgets.thresholds))
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
  }

  #function(id: string, made: OwnProps): NodeFunction {
    const { logDays } = this.#props.configuration.retention;
    return new NodeFunction(this, id, { ...made, memoryMb: 512, timeoutSeconds: 15, logDays });
  }
}

/** Where its name lies, and itself. */
const LATEST_SUGGESTION = [BUDGET_PARTITIONS.suggested, BUDGET_PARTITIONS.suggestions];

type OwnProps = Pick<NodeFunctionProps, 'folder' | 'description'>;
