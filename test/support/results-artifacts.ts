/** The artifact half of the results service, version 4: artifacts of one run, by name. */
import { randomUUID } from "node:crypto";
import type { TwirpAnswer, TwirpCall, TwirpService } from "./results-service.ts";

interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly run: string;
  readonly job: string;
  readonly blob: string;
  size: string;
  digest: string;
  finalized: boolean;
}

export interface Artifacts {
  readonly service: TwirpService;
  /** Names of the finished ones, oldest first. */
  list(): readonly string[];
}

export function createArtifacts(): Artifacts {
  let artifacts: Artifact[] = [];
  let next = 1;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  /** Protobuf's wrappers come as their plain values. */
  const named = ({ body }: TwirpCall): Artifact | undefined =>
    artifacts.find((one) => one.name === text(body.name) && one.run === text(body.workflow_run_backend_id));

  const methods: Readonly<Record<string, (call: TwirpCall) => TwirpAnswer>> = {
    CreateArtifact(call) {
      const { body, blobs } = call;
      if (named(call) !== undefined)
        return {
          status: 409,
          body: { code: "already_exists", msg: "an artifact with this name already exists" },
        };
      const artifact = {
        id: next,
        name: text(body.name),
        run: text(body.workflow_run_backend_id),
        job: text(body.workflow_job_run_backend_id),
        blob: randomUUID(),
        size: "0",
        digest: "",
        finalized: false,
      };
      next += 1;
      artifacts.push(artifact);
      return { body: { ok: true, signed_upload_url: blobs.urlOf(artifact.blob) } };
    },
    FinalizeArtifact(call) {
      const artifact = named(call);
      if (artifact === undefined)
        return { status: 404, body: { code: "not_found", msg: "no such artifact" } };
      artifact.size = text(call.body.size);
      artifact.digest = text(call.body.hash);
      artifact.finalized = true;
      return { body: { ok: true, artifact_id: String(artifact.id) } };
    },
    ListArtifacts({ body }) {
      const found = artifacts.filter(
        ({ finalized, name, run, id }) =>
          finalized &&
          run === text(body.workflow_run_backend_id) &&
          (body.name_filter === undefined || name === text(body.name_filter)) &&
          (body.id_filter === undefined || String(id) === text(body.id_filter)),
      );
      return {
        body: {
          artifacts: found.map(({ id, name, run, job, size, digest }) => ({
            workflow_run_backend_id: run,
            workflow_job_run_backend_id: job,
            database_id: String(id),
            name,
            size,
            created_at: new Date(1_700_000_000_000 + id * 1000).toISOString(),
            digest,
          })),
        },
      };
    },
    GetSignedArtifactURL(call) {
      const artifact = named(call);
      if (artifact === undefined)
        return { status: 404, body: { code: "not_found", msg: "no such artifact" } };
      return { body: { signed_url: call.blobs.urlOf(artifact.blob, "application/zip") } };
    },
    DeleteArtifact(call) {
      const artifact = named(call);
      if (artifact === undefined)
        return { status: 404, body: { code: "not_found", msg: "no such artifact" } };
      artifacts = artifacts.filter((one) => one !== artifact);
      return { body: { ok: true, artifact_id: String(artifact.id) } };
    },
  };
  return {
    list: () => artifacts.filter(({ finalized }) => finalized).map(({ name }) => name),
    service: (call) =>
      methods[call.method]?.(call) ?? { status: 404, body: { code: "bad_route", msg: call.method } },
  };
}
