import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError, type DecisionStore } from '../../../core/budgets/budget-store.ts';
import { toFiguresText } from '../../../core/budgets/decision-view.ts';
import type { BudgetChange } from '../../../core/budgets/refresh.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { type Action, isRefusal, transact } from '../transact.ts';
import { changeActions, putOn } from './change-actions.ts';
import { toDecisionItem } from './items.ts';

export interface DecisionTables {
  readonly budgets: string;
  readonly cwos: string;
}

/** Decisions, each written with the rows that it changes and with what it leaves in the table `Cwo`. */
export class DynamoDecisions implements DecisionStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: DecisionTables;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, tables: DecisionTables, sha256: Sha256) {
    this.#client = client;
    this.#tables = tables;
    this.#sha256 = sha256;
  }

  async write(change: BudgetChange): Promise<boolean> {
    const actions = [...changeActions(change, this.#tables.budgets), ...decisionActions(change, this.#tables)];
    const answer = await transact(this.#client, this.#sha256, actions);
    if (isRefusal(answer)) throw new BudgetRefusedError(change.before.cwoId);
    return answer === 'DONE';
  }
}

/** The decision of a change, which must be the first of its version, on a CWO that is known. */
function decisionActions({ before: { cwoId }, decision }: BudgetChange, { budgets, cwos }: DecisionTables): Action[] {
  if (!decision) return [];
  const { tokensPerWeek, tokensTotal, usdPerWeek, usdTotal } = toFiguresText(decision.figures);
  return [
    putOn(0, budgets, toDecisionItem(cwoId, decision)),
    {
      Update: {
        TableName: cwos,
        Key: { cwoId },
        UpdateExpression:
          'SET tokenBudgetPerWeek = :tokensPerWeek, tokenBudgetTotal = :tokensTotal, usdBudgetPerWeek = :usdPerWeek, usdBudgetTotal = :usdTotal',
        ConditionExpression: 'attribute_exists(cwoId)',
        ExpressionAttributeValues: {
          ':tokensPerWeek': tokensPerWeek,
          ':tokensTotal': tokensTotal,
          ':usdPerWeek': usdPerWeek,
          ':usdTotal': usdTotal,
        },
      },
    },
  ];
}
