/**
 * Which buildx builder builds. The rule looks at what a builder can do (its driver, and the engine's image
 * store), not at whether one exists: GitHub's ubuntu-24.04 has a `default` builder that cannot export a
 * cache or an attestation, because its engine has no containerd image store. Pure.
 */

export interface BuilderFacts {
  /** `BUILDX_BUILDER`. */
  readonly chosenByEnvironment: string | undefined;
  readonly builders: readonly ListedBuilder[];
  /** What `docker info` says of the engine; `undefined`: no engine answered. */
  readonly engineStore: "containerd" | "graph-driver" | undefined;
}

/** A line of `docker buildx ls --format json`. */
export interface ListedBuilder {
  readonly name: string;
  readonly driver: string;
  readonly isCurrent: boolean;
  /** Driver option `network` of the first node. */
  readonly network: string | undefined;
  /** What it keeps layers with, where it tells; of several nodes, the first. */
  readonly snapshotter?: string | undefined;
  readonly hasSeveralNodes?: boolean;
  /** Of all nodes; empty where they have not been started yet. */
  readonly platforms: readonly string[];
}

export interface BuilderNeeds {
  /** Images are pushed to this host; `undefined`: nothing is pushed. */
  readonly registryHost: string | undefined;
  /** Layers are to be read on demand, which the engine's own builder cannot. */
  readonly wantsLazy?: boolean;
}

export type BuilderChoice =
  | {
      readonly kind: "use";
      readonly name: string;
      readonly driver: string;
      readonly because: string;
      readonly snapshotter?: string | undefined;
      readonly hasSeveralNodes?: boolean;
    }
  | { readonly kind: "create"; readonly hostNetwork: boolean; readonly because: string }
  | { readonly kind: "impossible"; readonly because: string };

/** Chooses among the builders that are there, or asks for a new one; a builder of the user's is never changed. */
export function chooseBuilder(facts: BuilderFacts, needs: BuilderNeeds): BuilderChoice {
  if (facts.chosenByEnvironment !== undefined) {
    const chosen = facts.builders.find((builder) => builder.name === facts.chosenByEnvironment);
    if (chosen === undefined) {
      const known = facts.builders.map((builder) => builder.name).join(", ") || "none";
      return {
        kind: "impossible",
        because: `BUILDX_BUILDER names the builder "${facts.chosenByEnvironment}", which buildx does not know; it knows: ${known}`,
      };
    }
    return use(chosen, "BUILDX_BUILDER names it");
  }
  const current = facts.builders.find((builder) => builder.isCurrent);
  const isLoopback = needs.registryHost !== undefined && isLoopbackHost(needs.registryHost);
  if (current !== undefined && current.driver !== "docker") {
    if (current.driver === "docker-container" && isLoopback && current.network !== "host") {
      return create(
        facts,
        isLoopback,
        `the builder ${current.name} cannot reach ${needs.registryHost}: its network is its own`,
      );
    }
    return use(current, "it is buildx's current builder");
  }
  if (needs.wantsLazy === true && facts.engineStore !== undefined) {
    return create(facts, isLoopback, "the engine's own builder cannot read layers on demand (lazy: true)");
  }
  if (facts.engineStore === "containerd" && current !== undefined) {
    return use(current, "the engine's own builder, and the engine has the containerd image store");
  }
  return create(
    facts,
    isLoopback,
    "the engine's own builder exports neither caches nor attestations without the containerd image store",
  );
}

function use({ name, driver, snapshotter, hasSeveralNodes }: ListedBuilder, because: string): BuilderChoice {
  return {
    kind: "use",
    name,
    driver,
    because,
    ...(snapshotter === undefined ? {} : { snapshotter }),
    ...(hasSeveralNodes === true ? { hasSeveralNodes } : {}),
  };
}

function create(facts: BuilderFacts, hostNetwork: boolean, because: string): BuilderChoice {
  if (facts.engineStore !== undefined) return { kind: "create", hostNetwork, because };
  return {
    kind: "impossible",
    because:
      "no Docker engine answers `docker info`: start one, or let BUILDX_BUILDER name a remote or kubernetes builder",
  };
}

/** `localhost`, 127.0.0.0/8 and [::1], with or without a port: reached only on the host's own network. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

interface ListedNode {
  readonly DriverOpts?: Record<string, string> | null;
  readonly Platforms?: readonly string[] | null;
  readonly Flags?: readonly string[] | null;
  readonly Labels?: Record<string, string> | null;
}

/** One that runs says it itself; of others the flags that they are to be started with are known. */
function snapshotterOf(node: ListedNode | undefined): Pick<ListedBuilder, "snapshotter"> {
  const label = node?.Labels?.["org.mobyproject.buildkit.worker.snapshotter"];
  const flag = node?.Flags?.map((one) => /^--oci-worker-snapshotter=(.+)$/.exec(one)?.[1]);
  const snapshotter = label ?? flag?.find((one) => one !== undefined);
  return snapshotter === undefined ? {} : { snapshotter };
}

/** `docker buildx ls --format '{{json .}}'` → builders; lines that are no JSON are passed over. */
export function parseBuilderList(output: string): readonly ListedBuilder[] {
  return output.split("\n").flatMap((line) => {
    if (!line.trimStart().startsWith("{")) return [];
    const value = JSON.parse(line) as {
      Name?: string;
      Driver?: string;
      Current?: boolean;
      Nodes?: readonly ListedNode[] | null;
    };
    return [
      {
        name: value.Name ?? "",
        driver: value.Driver ?? "",
        isCurrent: value.Current === true,
        network: value.Nodes?.[0]?.DriverOpts?.network,
        ...snapshotterOf(value.Nodes?.[0]),
        ...((value.Nodes ?? []).length > 1 ? { hasSeveralNodes: true } : {}),
        platforms: [...new Set((value.Nodes ?? []).flatMap(({ Platforms }) => Platforms ?? []))],
      },
    ];
  });
}
