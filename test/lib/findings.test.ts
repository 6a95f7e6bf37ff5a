import { type CfnResource, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { STAGES, variantOf } from './stacks.ts';

interface Finding {
  readonly id: string;
  /** Path of the construct. */
  readonly at: string;
}

/** Collects what the rules find, whether it is acknowledged or not. */
class AllFindings extends AwsSolutionsChecks {
  readonly found: Finding[] = [];

  protected override applyRule({ rule, ruleSuffixOverride, node }: IApplyRule): void {
    const id = `AwsSolutions-${ruleSuffixOverride ?? rule.name}`;
    const result = rule(node);
    if (result === NagRuleCompliance.NON_COMPLIANT) this.#note(id, node);
    if (Array.isArray(result)) for (const finding of result) this.#note(`${id}[${finding}]`, node);
  }

  #note(id: string, { node }: CfnResource): void {
    this.found.push({ id, at: node.path });
  }
}

function openFindings(scope: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(scope);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
}

function acknowledgedIn(scope: IConstruct): (Finding & { readonly reason: string })[] {
  return scope.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]) => ({ id: id.replace(/^Annotation::/, ''), at: node.path, reason })),
  );
}

describe.each(STAGES)('the AwsSolutions rules in the stage %s', (stage) => {
  const { app } = variantOf(stage);

  it('find nothing that is not acknowledged', () => {
    expect(openFindings(app)).toEqual([]);
  });

  it('find whatever is acknowledged', () => {
    const rules = new AllFindings();
    rules.validateScope(app);

    const needless = acknowledgedIn(app).filter(
      ({ id, at }) => !rules.found.some((finding) => finding.id === id && finding.at.startsWith(`${at}/`)),
    );

    expect(needless).toEqual([]);
  });

  it('are answered with a reason, each in a sentence', () => {
    const unexplained = acknowledgedIn(app).filter(({ reason }) => !/^[A-Z].{15,}\.$/.test(reason));

    expect(unexplained).toEqual([]);
  });
});

describe('a new construct', () => {
  it('is found where it breaks a rule that nothing acknowledges for it', () => {
    const { stack } = variantOf('local');
    const bucket = new Bucket(stack, 'Open');

    const findings = openFindings(bucket);

    expect(findings).toContain('AwsSolutions-S10 at tokenledger-local/Open/Resource');
  });
});
