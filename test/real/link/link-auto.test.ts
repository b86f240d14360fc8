/** `link: auto` against the plain build of the same Dockerfile: all traps on one driver, some of each kind on the other. */
import { describe } from "vitest";
import { testCachedEdits } from "./cached-edits.ts";
import { compareBuilds } from "./compare-builds.ts";
import { linkCases } from "./corpus.ts";

describe("every place on the docker driver", () => compareBuilds("docker", linkCases));

const few = [
  "usual",
  "base-directory",
  "several",
  "from-a-stage",
  "under-a-link",
  "directory-without-a-slash",
  "mode",
];
describe("some places on the docker-container driver", () =>
  compareBuilds(
    "docker-container",
    linkCases.filter(({ name }) => few.includes(name)),
  ));

describe("with a cache on the docker-container driver", () => testCachedEdits("docker-container"));
