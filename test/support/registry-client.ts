/** Reads a registry as an outsider: plain HTTP, none of the product's code. */
const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

export interface RegistryManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly json: {
    readonly layers?: readonly {
      readonly digest: string;
      readonly mediaType: string;
      readonly size: number;
    }[];
    readonly manifests?: readonly {
      readonly digest: string;
      readonly platform?: { readonly architecture: string };
    }[];
    readonly config?: { readonly digest: string };
  };
}

export async function readManifest(
  host: string,
  repository: string,
  reference: string,
): Promise<RegistryManifest | undefined> {
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${reference}`, {
    headers: { accept },
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${repository}:${reference}: ${response.status}`);
  return {
    digest: response.headers.get("docker-content-digest") ?? "",
    mediaType: response.headers.get("content-type") ?? "",
    json: (await response.json()) as RegistryManifest["json"],
  };
}

export async function listTags(host: string, repository: string): Promise<readonly string[]> {
  const response = await fetch(`http://${host}/v2/${repository}/tags/list`);
  if (!response.ok) return [];
  return ((await response.json()) as { tags: readonly string[] | null }).tags ?? [];
}

export async function readConfig(
  host: string,
  repository: string,
  reference: string,
): Promise<{ config?: { Labels?: Record<string, string> } }> {
  let manifest = await readManifest(host, repository, reference);
  const child = manifest?.json.manifests?.find(({ platform }) => platform?.architecture !== "unknown");
  if (child !== undefined) manifest = await readManifest(host, repository, child.digest);
  const response = await fetch(`http://${host}/v2/${repository}/blobs/${manifest?.json.config?.digest}`);
  return (await response.json()) as { config?: { Labels?: Record<string, string> } };
}
