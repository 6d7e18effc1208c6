import {
  type ExecutionListItem, type ExecutionStatus, ListExecutionsCommand, type SFNClient,
} from '@aws-sdk/client-sfn';

/** The most executions on a page of ListExecutions. */
export const LIST_SIZE = 1_000;

export interface ExecutionPagesOptions {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  readonly status: ExecutionStatus;
  /** The executions on a page, at most. */
  readonly size?: number;
}

/**
 * The executions of a status, page by page, the one that was started last first. Each page is one call of
 * ListExecutions, whose quota is small, so the caller stops when it has enough.
 */
export async function* executionPages(
  { client, stateMachineArn, status, size = LIST_SIZE }: ExecutionPagesOptions,
): AsyncGenerator<readonly ExecutionListItem[]> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: status, maxResults: size, nextToken }),
    );
    yield page.executions ?? [];
    nextToken = page.nextToken;
  } while (nextToken);
}
