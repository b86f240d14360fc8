/** What the gate leaves out of `link: auto`: every place, and the cache, on the other driver each. */
import { describe } from "vitest";
import { testCachedEdits } from "../real/link/cached-edits.ts";
import { compareBuilds } from "../real/link/compare-builds.ts";
import { linkCases } from "../real/link/corpus.ts";

describe("every place on the docker-container driver", () => compareBuilds("docker-container", linkCases));

describe("with a cache on the docker driver", () => testCachedEdits("docker"));
