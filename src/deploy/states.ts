/** What each stack status means for a deploy. Pure. */

export type StackGate =
  | { readonly kind: "absent" }
  | { readonly kind: "ready" }
  | { readonly kind: "busy" }
  /** Only a person can help; `wayOut` is the command. */
  | { readonly kind: "blocked"; readonly because: string; readonly wayOut: string };

/** Whether an update can start now. `undefined`: there is no stack. */
export function gateOf(status: string | undefined, stack: string): StackGate {
  // A stack that only ever had a change set: Amazon lets it be created still.
  if (status === undefined || status === "REVIEW_IN_PROGRESS" || status === "DELETE_COMPLETE") {
    return { kind: "absent" };
  }
  if (status.endsWith("_IN_PROGRESS")) return { kind: "busy" };
  const blocked = (because: string, command: string): StackGate => ({
    kind: "blocked",
    because,
    wayOut: `aws cloudformation ${command} --stack-name ${stack}`,
  });
  switch (status) {
    case "CREATE_COMPLETE":
    case "UPDATE_COMPLETE":
    case "UPDATE_ROLLBACK_COMPLETE":
    case "IMPORT_COMPLETE":
    case "IMPORT_ROLLBACK_COMPLETE":
      return { kind: "ready" };
    // Deleting it for the user would take resources with DeletionPolicy Retain out of the stack (facts D27).
    case "ROLLBACK_COMPLETE":
      return blocked("its creation failed and was rolled back; it can only be deleted", "delete-stack");
    case "ROLLBACK_FAILED":
    case "DELETE_FAILED":
      return blocked(
        "a roll-back or deletion failed half-way; delete it (what blocks is in its events)",
        "delete-stack",
      );
    case "CREATE_FAILED":
    case "UPDATE_FAILED":
      return blocked("an operation without roll-back failed; roll it back first", "rollback-stack");
    case "UPDATE_ROLLBACK_FAILED":
      return blocked("the roll-back of an update failed; finish it first", "continue-update-rollback");
    default:
      return blocked("its state is not known here; look at it in the console first", "describe-stacks");
  }
}

export type OperationEnd =
  | { readonly kind: "running" }
  /** The new configuration is live; old resources may still be removed. */
  | { readonly kind: "succeeded"; readonly isCleaningUp: boolean }
  | { readonly kind: "rolled-back"; readonly isCleaningUp: boolean }
  | { readonly kind: "stuck" };

/** What a status says about a create or update that is known to have started. */
export function endOf(status: string): OperationEnd {
  switch (status) {
    case "CREATE_COMPLETE":
    case "UPDATE_COMPLETE":
    case "IMPORT_COMPLETE":
      return { kind: "succeeded", isCleaningUp: false };
    // Live already, though the SDK's waiter waits on (facts D9).
    case "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
      return { kind: "succeeded", isCleaningUp: true };
    case "ROLLBACK_COMPLETE":
    case "UPDATE_ROLLBACK_COMPLETE":
    case "IMPORT_ROLLBACK_COMPLETE":
      return { kind: "rolled-back", isCleaningUp: false };
    case "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS":
      return { kind: "rolled-back", isCleaningUp: true };
    default:
      return status.endsWith("_IN_PROGRESS") ? { kind: "running" } : { kind: "stuck" };
  }
}

/** The command that helps after a failed operation; `undefined`: nothing needs doing. */
export function wayOutOf(status: string, stack: string): string | undefined {
  const gate = gateOf(status, stack);
  return gate.kind === "blocked" ? gate.wayOut : undefined;
}
