/** Logs of failed builds, most of them public ones (the signatures name where), and what is said about them. */
import { describe, expect, test } from "vitest";
import { cleanLine, diagnose, lastWords, signatures } from "../../../src/diagnosis/diagnose.ts";
import { logsOfOvercome, logsOfTools } from "./logs-of-tools.ts";

const failures: readonly (readonly [id: string, log: string])[] = [
  ...logsOfTools,
  [
    "disk-full",
    "ERROR: failed to solve: failed to register layer: write /opt/conda/lib/libnppial.so.11.8.0.86: no space left on device",
  ],
  ["disk-full", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
  ["disk-full", "E: You don't have enough free space in /var/cache/apt/archives/."],
  [
    "disk-full",
    "#9 12.33 tar: ./lib/libcudnn.so.9: Cannot write: No space left on device\nERROR: failed to solve: process did not complete successfully: exit code: 2",
  ],
  ["oom-compile", "138.5 Killed"],
  [
    "oom-compile",
    'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 137',
  ],
  [
    "oom-compile",
    "#12 901.2 g++: fatal error: Killed signal terminated program cc1plus\n#12 901.2 ninja: build stopped: subcommand failed.",
  ],
  ["oom-compile", "/bin/sh: line 1:     7 Killed                  python3 train.py"],
  [
    "oom-compile",
    "#8 77.1 FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
  ],
  ["oom-compile", "subprocess.CalledProcessError: Command '['ninja', '-v']' died with <Signals.SIGKILL: 9>."],
  [
    "runner-lost",
    "##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.",
  ],
  ["job-timeout", "##[error] The job has exceeded the maximum execution time of 30m0s"],
  [
    "buildkitd-died",
    "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
  ],
  ["buildkitd-died", "ERROR: failed to solve: frontend grpc server closed unexpectedly"],
  ["pybuild-import-cython", "      ModuleNotFoundError: No module named 'Cython'"],
  [
    "pybuild-import-cython",
    "  × Getting requirements to build wheel did not run successfully.\n  │ exit code: 1\n      ModuleNotFoundError: No module named 'Cython'\nERROR: Failed to build 'madmom' when getting requirements to build wheel",
  ],
  ["pybuild-import-numpy", "madmom/features/beats_crf.pyx:25:0: 'numpy/math.pxd' not found"],
  [
    "pybuild-import-numpy",
    "  × Getting requirements to build wheel did not run successfully.\n      ModuleNotFoundError: No module named 'numpy'",
  ],
  [
    "pybuild-import-torch",
    "  × Getting requirements to build wheel did not run successfully.\n  │ exit code: 1\n      ModuleNotFoundError: No module named 'torch'",
  ],
  [
    "pybuild-pkg-resources",
    "ModuleNotFoundError: No module named 'pkg_resources'\nERROR: Failed to build 'openai-whisper' when getting requirements to build wheel",
  ],
  [
    "pip-resolution",
    "1.856 ERROR: Cannot install torch and torchaudio==2.2.0 because these package versions have conflicting dependencies.",
  ],
  [
    "pip-resolution",
    "ERROR: Cannot install -r requirements.txt (line 2) and librosa==0.10.1 because these package versions have conflicting dependencies.\nThe conflict is caused by:\n    The user requested numpy==2.0.0\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io/",
  ],
  [
    "pip-resolution",
    "  × No solution found when resolving dependencies:\n  ╰─▶ Because only numba<=0.60 is available",
  ],
  ["pip-resolution", "LibMambaUnsatisfiableError: Encountered problems while solving:"],
  [
    "torch-family-mismatch",
    "torchvision 0.18.0 requires torch==2.3.0, but you have torch 2.2.1 which is incompatible.",
  ],
  [
    "no-matching-dist",
    "3.713 ERROR: Could not find a version that satisfies the requirement onnxruntime-gpu==1.15.0 (from versions: none)",
  ],
  [
    "no-matching-dist",
    "ERROR: torch-2.1.0-cp310-cp310-linux_x86_64.whl is not a supported wheel on this platform.",
  ],
  ["no-matching-dist", "ERROR: Package 'librosa' requires a different Python: 3.13.1 not in '<3.13,>=3.9'"],
  ["ffmpeg-api", "'struct AVFrame' has no member named 'channel_layout'; did you mean 'ch_layout'?"],
  ["ffmpeg-api", "error: ‘AVFrame’ has no member named ‘channel_layout’; did you mean ‘ch_layout’?"],
  ["ffmpeg-api", "Package libavformat was not found in the pkg-config search path."],
  ["apt-no-candidate", "E: Package 'libgl1-mesa-glx' has no installation candidate"],
  ["apt-no-candidate", "#7 3.2 E: Unable to locate package libaio1"],
  ["apt-version-gone", "E: Version '8.5.0-2' for 'curl' was not found"],
  [
    "apt-eol",
    "7.47 E: The repository 'http://DEBIAN-MIRROR/debian buster Release' does not have a Release file.",
  ],
  [
    "apt-mirror-sync",
    "2.397 E: Failed to fetch https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64/Packages.gz  File has unexpected size (1852870 != 1850507). Mirror sync in progress? [IP: 23.222.16.11 443]",
  ],
  ["apt-mirror-sync", "E: Failed to fetch http://archive/pool/main/x.deb  Hash Sum mismatch"],
  [
    "apt-stale-index",
    "E: Failed to fetch http://deb.example/pool/main/c/curl/curl_7.88.1-10_amd64.deb  404  Not Found [IP: 1.2.3.4 80]",
  ],
  [
    "apt-gpg",
    "E: GPG error: https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64  InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY A4B469963BF863CC",
  ],
  ["no-compiler", "#6 14.02     unable to execute 'gcc': No such file or directory"],
  ["no-compiler", "      ../meson.build:1:0: ERROR: Unknown compiler(s): [['cc'], ['gcc'], ['clang']]"],
  [
    "no-compiler",
    "error: command 'gcc' failed: No such file or directory\nERROR: Failed building wheel for madmom",
  ],
  ["missing-header", "      src/_soundfile.c:12:10: fatal error: sndfile.h: No such file or directory"],
  ["wheel-build-failed", "ERROR: Failed building wheel for av"],
  ["wheel-build-failed", "× Preparing metadata (pyproject.toml) did not run successfully."],
  [
    "pip-timeout",
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='download.pytorch.org', port=443): Read timed out.",
  ],
  [
    "pip-hash",
    "10 98.65 ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.",
  ],
  ["numpy2-abi", "A module that was compiled using NumPy 1.x cannot be run in\nNumPy 2.0.0 as it may crash."],
  [
    "hf-429",
    "huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/api/models?author=weecology (Request ID: Root=1-x)",
  ],
  [
    "hf-gated",
    "Cannot access gated repo for url https://huggingface.co/nvidia/NV-Embed-v1/resolve/main/config.json.",
  ],
  [
    "hf-gated",
    "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://huggingface.co/pyannote/segmentation/resolve/main/config.yaml",
  ],
  ["lfs-pointer", "_pickle.UnpicklingError: invalid load key, 'v'."],
  ["qemu-crash", "#7 99.79 qemu: uncaught target signal 11 (Segmentation fault) - core dumped"],
  ["exec-format", "#5 0.11 exec /bin/sh: exec format error"],
  [
    "glibc",
    "/lib64/libm.so.6: version `GLIBC_2.27' not found (required by /opt/python/lib/python3.10/site-packages/onnxruntime/capi/onnxruntime_pybind11_state.cpython-310-x86_64-linux-gnu.so)",
  ],
  [
    "hub-429",
    "ERROR: failed to solve: golang:1.23.1-bullseye: failed to resolve source metadata for docker.io/library/golang:1.23.1-bullseye: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/golang/manifests/sha256:45b: 429 Too Many Requests - Server message: toomanyrequests: ",
  ],
  [
    "base-missing",
    "ERROR: failed to solve: nvidia/cuda:10.2-cudnn7-runtime-ubuntu18.04: failed to resolve source metadata for docker.io/nvidia/cuda:10.2-cudnn7-runtime-ubuntu18.04: docker.io/nvidia/cuda:10.2-cudnn7-runtime-ubuntu18.04: not found",
  ],
  ["base-missing", "ERROR: failed to solve: example/x:1: no match for platform in manifest: not found"],
  [
    "ecr-no-creds",
    'Error response from daemon: Head "https://123.dkr.ecr.eu-west-1.amazonaws.com/v2/x/manifests/55": no basic auth credentials',
  ],
  ["ecr-expired", "denied: Your authorization token has expired. Reauthenticate and try again."],
  [
    "ecr-repo-missing",
    "name unknown: The repository with name 'public.ecr.aws/a1e6v7a9/myrepo' does not exist in the registry with id 'xxx'",
  ],
  [
    "ecr-immutable",
    "ERROR: tag invalid: The image tag 'abc' already exists in the 'repo' repository and cannot be overwritten because the repository is immutable.",
  ],
  [
    "ecr-denied",
    "denied: User: arn:aws:sts::7545:assumed-role/x/GitHubActions is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-2:7545:repository/laa-pcuam/csv-converter because no identity-based policy allows the ecr:InitiateLayerUpload action",
  ],
  [
    "push-broken",
    '#19 5.415 error: failed to copy: failed to do request: Put "https://ghcr.io/v2/x/blobs/upload/u?digest=sha256": write tcp 172.17.0.2:54206->140.82.114.33:443: write: broken pipe',
  ],
  [
    "registry-unwell",
    "ERROR: failed to solve: failed to push localhost:5000/x: unexpected status from PUT request to http://localhost:5000/v2/x/blobs/uploads/1: 503 Service Unavailable",
  ],
  [
    "copy-missing",
    'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref 7da38710::mf6s: "/.git": not found',
  ],
  ["deadline", "ERROR: failed to solve: DeadlineExceeded: context deadline exceeded"],
  ["dns", "#8 0.2 curl: (6) Could not resolve host: repo.example"],
  ["dns", "E: Failed to resolve\n#4 Temporary failure resolving 'deb.example'"],
  ["network", "#8 3.1 curl: (56) Recv failure: Connection reset by peer"],
  ["npm-install", "npm error code ERESOLVE\nnpm error ERESOLVE could not resolve"],
  ["command-missing", "#6 0.2 /bin/sh: 1: ffmpeg: not found"],
  [
    "shared-library-missing",
    "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
  ],
  ["module-missing", "Traceback (most recent call last):\nModuleNotFoundError: No module named 'librosa'"],
  ["tls", "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"],
  ["permission", "/bin/sh: 1: ./start.sh: Permission denied"],
];

describe("diagnose", () => {
  test.each(failures)("%s: %s", (id, log) => {
    const lines = log.split("\n");
    expect(diagnose(lines)?.id).toBe(id);
    // As GitHub and BuildKit show them: with colours, times and numbers.
    const decorated = lines.map(
      (line) => `2026-11-20T10:11:12.1234567Z #14 12.345 \u001b[31m${cleanLine(line)}\u001b[0m`,
    );
    expect(diagnose(decorated)?.id).toBe(id);
    expect(diagnose(lines)?.line).not.toBe("");
  });

  test("at least sixty logs, of every signature but those whose words others share", () => {
    expect(failures.length).toBeGreaterThanOrEqual(60);
    const seen = new Set(failures.map(([id]) => id));
    expect(signatures.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });

  test.each([
    'ERROR: failed to solve: process "/bin/sh -c ./configure --with-x" did not complete successfully: exit code: 3',
    "assert 1 == 2\nFAILED tests/test_model.py::test_loads",
    "Killed-process statistics: none\n12 tests failed",
    "W: GPG error: https://x InRelease: NO_PUBKEY A4B469963BF863CC\nmake: *** [all] Error 2",
    "WARNING: Retrying (Retry(total=4)) after connection broken by 'ReadTimeoutError(\"HTTPSConnectionPool\")': /simple\nSyntaxError: invalid syntax",
    "bash: -c: line 1: unexpected EOF while looking for matching `\"'",
    "> [app 3/5] RUN echo no space left on device:\nValueError: bad model",
    'the worker said: exit code: 137\nERROR: failed to solve: process "/bin/sh -c ./report" did not complete successfully: exit code: 2',
    "known codes: exit status 137, exit status 139\nassert 1 == 2",
    "Collecting memory-profiler\nconnection pool of 10 workers\nexit code: 5",
    'ERROR: failed to solve: process "/bin/sh -c echo no space left on device" did not complete successfully: exit code: 9',
    "",
  ])("unknown stays unknown: %s", (log) => {
    expect(diagnose(log.split("\n"))).toBeUndefined();
  });

  test.each(logsOfOvercome)("what the step overcame is not the cause, that is %s: %s", (id, log) => {
    expect(diagnose(log.split("\n"))?.id).toBe(id);
  });

  test("a wrong pin, a stale lock file and a conflict are never tried again", () => {
    for (const id of ["pip-hash", "lock-outdated", "pip-resolution", "npm-install", "checksum"])
      expect(signatures.filter((one) => one.id === id && one.class === "transient")).toEqual([]);
  });

  test("the telling line wins over the umbrella, and names the package", () => {
    const found = diagnose([
      "error: subprocess-exited-with-error",
      "ModuleNotFoundError: No module named 'Cython'",
      "ERROR: Failed to build 'madmom' when getting requirements to build wheel",
      'ERROR: failed to solve: process "/bin/sh -c pip install madmom" did not complete successfully: exit code: 1',
    ]);
    expect(found).toMatchObject({
      id: "pybuild-import-cython",
      class: "dependencies",
      line: "ModuleNotFoundError: No module named 'Cython'",
    });
    expect(diagnose(["ERROR: No matching distribution found for torch==9.9"])?.package).toBe("torch");
    expect(found?.package).toBe("madmom");
  });

  test.each([
    [
      "madmom",
      "Collecting librosa==0.10\nCollecting madmom==0.16.1 (from -r /r.txt (line 2))\nPreparing metadata (setup.py): started",
    ],
    ["demucs", "Collecting demucs[audio]>=4\nDownloading demucs.tar.gz"],
    ["av", "Collecting av\nCollecting numpy\nBuilding wheel for av (pyproject.toml): started"],
    [undefined, "Collecting git+https://github.com/x/y"],
    [undefined, ""],
  ])("a package that is built is named by the lines before: %s", (name, before) => {
    expect(
      diagnose([...before.split("\n"), "error: command 'gcc' failed: No such file or directory"]),
    ).toMatchObject({
      id: "no-compiler",
      package: name,
    });
  });

  test("lines without end cost no time that grows with their square, and their end is read", () => {
    const units = [
      "a",
      "A.",
      "=",
      "because depends on ",
      'process "',
      "failed to ",
      "COPY --from=a ",
      "[1/2] ",
      "'",
    ];
    // Each took seconds to minutes, once.
    const lines = units.map((unit) => unit.repeat(60_000 / unit.length));
    expect(diagnose([...lines, ...lines])).toBeUndefined();
    const bar = `${"50% ━━━\r".repeat(9_000)}ERROR: No matching distribution found for torch==9`;
    expect(diagnose([bar])).toMatchObject({ id: "no-matching-dist", package: "torch" });
  });

  test("an unknown failure's last words", () => {
    expect(lastWords(["#5 1.2 compiling", "#5 1.3 error: expected ;", "#5 1.4 done"])).toBe(
      "error: expected ;",
    );
    expect(lastWords(["one", "two"])).toBe("two");
    expect(lastWords([])).toBeUndefined();
  });

  test("every signature names its source", () => {
    for (const { source, remedy, cause } of signatures) {
      expect(source).toMatch(/^https:\/\//);
      expect(remedy.length + cause.length).toBeGreaterThan(20);
    }
  });
});
