/** Whether an ECR account lets repositories share layers: a setting, off by default. */
import type { EcrClient } from "./ecr-client.ts";

/** Throws `RegistryError`, kind `denied` without ecr:GetAccountSetting. */
export async function ecrMountsBlobs(client: EcrClient): Promise<boolean> {
  const { value } = await client.call("ecr:GetAccountSetting", undefined, (sdk) =>
    sdk.getAccountSetting({ name: "BLOB_MOUNTING" }),
  );
  return value?.toUpperCase() === "ENABLED";
}
