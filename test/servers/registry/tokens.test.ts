import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anonymous, dockerCredentialSource } from "../../../src/registry/credentials.ts";
import { openOciRegistry } from "../../../src/registry/oci.ts";
import { pushImage } from "../../support/registry-images.ts";
import { startTokenGate, type TokenGate } from "../../support/registry-token-gate.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

let place: Place;
let gate: TokenGate;
beforeAll(async () => {
  place = await openPlace();
  gate = await startTokenGate({
    upstream: place.host,
    username: "robot",
    password: "p:w",
    identityToken: "refresh",
  });
  await pushImage(place.registry, "public/app", {}, "v1");
  await pushImage(place.registry, "private/app", {}, "v1");
});
afterAll(async () => {
  await gate.stop();
  await place.close();
});

let configs = 0;
async function loggedIn(entry: object) {
  const directory = join(place.directory, `docker-${++configs}`);
  await mkdir(directory);
  await writeFile(join(directory, "config.json"), JSON.stringify({ auths: { [gate.host]: entry } }));
  return openOciRegistry(place.world, gate.host, {
    credentials: dockerCredentialSource(place.world, directory, gate.host),
    retries: 0,
  });
}
const auth = Buffer.from("robot:p:w").toString("base64");

describe("bearer tokens", () => {
  it("are got without credentials for public images, once for each repository", async () => {
    const registry = openOciRegistry(place.world, gate.host, { credentials: anonymous });
    const before = gate.grants.length;
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 10 }, () => registry.headManifest("public/app", "v1")));
    }
    expect(gate.grants.slice(before)).toEqual(["anonymous repository:public/app:pull"]);
  });

  it("are denied without credentials for private ones, with the next move", async () => {
    const registry = openOciRegistry(place.world, gate.host, { credentials: anonymous });
    await expect(registry.getManifest("private/app", "v1")).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(
        /private\/app: reading was denied \(401 UNAUTHORIZED.*docker\/login-action/,
      ),
    });
  });

  it.each([
    ["auth", { auth }],
    ["username and password", { username: "robot", password: "p:w" }],
    ["an identity token", { auth: "", identitytoken: "refresh" }],
  ])("are got with %s from Docker's configuration", async (_, entry) => {
    const registry = await loggedIn(entry);
    expect((await registry.getManifest("private/app", "v1")).kind).toBe("found");
    await registry.copyContent("private/app", `private/copy-${configs}`, await found(registry));
    expect(gate.grants.at(-1)).toMatch(/^robot .*repository:private\/.*:pull,push|pull/);
  });

  it("are got anew when the registry takes them back", async () => {
    const registry = await loggedIn({ auth });
    await registry.headManifest("private/app", "v1");
    gate.revoke();
    expect((await registry.getManifest("private/app", "v1")).kind).toBe("found");
  });

  it("with wrong credentials are denied by the token server", async () => {
    const registry = await loggedIn({ auth: Buffer.from("robot:wrong").toString("base64") });
    await expect(registry.getManifest("public/app", "v1")).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(/token server .* answered 401.*docker login/),
    });
  });

  it("run out by the clock and are got anew before that", async () => {
    const brief = await startTokenGate({
      upstream: place.host,
      username: "robot",
      password: "x",
      tokenSeconds: 0,
    });
    const registry = openOciRegistry(place.world, brief.host, { credentials: anonymous });
    await registry.headManifest("public/app", "v1");
    await registry.headManifest("public/app", "v1");
    expect(brief.grants).toHaveLength(2);
    await brief.stop();
  });
});

async function found(registry: Awaited<ReturnType<typeof loggedIn>>) {
  const lookup = await registry.getManifest("private/app", "v1");
  if (lookup.kind === "absent") throw new Error("the image is gone");
  return lookup.manifest;
}
