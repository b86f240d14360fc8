/** What a template may ask its user to acknowledge. Pure. */
import type { Capability } from "@aws-sdk/client-cloudformation";

export const CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"] as const;

/** Whether CloudFormation knows a capability of this name. */
export function isCapability(name: string): name is Capability {
  return CAPABILITIES.some((one) => one === name);
}
