import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { Construct } from 'constructs';

/** Pinned, so that AWS moves the statement to no other engine by itself. */
const ATHENA_ENGINE = 'Athena engine version 3';
/**
 * What one query may scan, 10 GB or 0.05 USD: a week of a million employees takes some 0.3 GB, so whatever scans more
 * has met files that are no weekly usage, or has forgotten the week.
 */
const SCAN_BYTES_MAX = 10_000_000_000;

export interface WorkGroupProps {
  readonly name: string;
  /** `s3://…/` below which results lie. */
  readonly results: string;
  /** Whether its history goes with the stack. */
  readonly isDeletedWithHistory: boolean;
}

/** A workgroup of Athena: no query chooses another engine or place for its result, and none scans without end. */
export function workGroup(
  scope: Construct,
  id: string,
  { name, results, isDeletedWithHistory }: WorkGroupProps,
): CfnWorkGroup {
  return new CfnWorkGroup(scope, id, {
    name,
    recursiveDeleteOption: isDeletedWithHistory,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      engineVersion: { selectedEngineVersion: ATHENA_ENGINE },
      bytesScannedCutoffPerQuery: SCAN_BYTES_MAX,
      resultConfiguration: {
        outputLocation: results,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
}
