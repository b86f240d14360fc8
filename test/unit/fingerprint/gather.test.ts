/** What makes an image's fingerprint: on real git repositories, without registries and engines. */
import { describe, expect, test } from "vitest";
import type { RepoPath } from "../../../src/model.ts";
import { createRepository } from "../../support/git-repository.ts";
import { appSpec, gatherImage } from "./gather-image.ts";

describe("a Dockerfile that cannot be seen", () => {
  test.each(["/tmp/gen/Dockerfile", "../shared/Dockerfile"])("%s: built each time", async (path) => {
    using repository = createRepository({ "app.txt": "1" });
    const spec = appSpec({
      context: { kind: "local", path: "" as RepoPath },
      dockerfile: { kind: "remote", path },
    });
    const one = await gatherImage(repository.root, spec);
    const two = await gatherImage(repository.root, spec);
    expect(one.inputs.unknowns).toEqual([`the Dockerfile lies outside of the repository: ${path}`]);
    expect(one.fingerprint).not.toBe(two.fingerprint);
  });
});
