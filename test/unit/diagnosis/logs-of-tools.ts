/** What tools say when they fail, as they print it. */
export const logsOfTools: readonly (readonly [id: string, log: string])[] = [
  [
    "pip-index-unreachable",
    "WARNING: Retrying (Retry(total=1, connect=None)) after connection broken by 'NewConnectionError(': [Errno 101] Network is unreachable')': /simple/torch/\nWARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno 101] Network is unreachable')': /simple/torch/\nERROR: Could not find a version that satisfies the requirement torch==2.1.0 (from versions: none)\nERROR: No matching distribution found for torch==2.1.0",
  ],
  [
    "transfer-stalled",
    "no byte moved for 10 min 0 s at importing cache manifest from registry.example/cache:app",
  ],
  [
    "lock-outdated",
    "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.\nnpm error\nnpm error Missing: left-pad@1.3.0 from lock file",
  ],
  [
    "lock-outdated",
    "npm ERR! The `npm ci` command can only install with an existing package-lock.json or\nnpm ERR! npm-shrinkwrap.json with lockfileVersion >= 1.",
  ],
  [
    "lock-outdated",
    ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with package.json',
  ],
  [
    "lock-outdated",
    "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\ninfo Visit https://yarnpkg.com/en/docs/cli/install",
  ],
  [
    "lock-outdated",
    "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.",
  ],
  [
    "lock-outdated",
    "pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.",
  ],
  [
    "lock-outdated",
    "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided. To update the lockfile, run `uv lock`.",
  ],
  [
    "lock-outdated",
    "Your Pipfile.lock (3f2ab1) is out of date.  Expected: (77ac01).\nERROR:: Aborting deploy",
  ],
  [
    "lock-outdated",
    "error: the lock file /src/Cargo.lock needs to be updated but --locked was passed to prevent this",
  ],
  ["lock-outdated", "main.go:4:2: missing go.sum entry for module providing package github.com/x/y; to add:"],
  [
    "node-openssl",
    "Error: error:0308010C:digital envelope routines::unsupported\n    at new Hash (node:internal/crypto/hash:71:19)",
  ],
  [
    "git-credentials",
    "Cloning into 'private'...\nfatal: could not read Username for 'https://github.com': No such device or address",
  ],
  [
    "git-credentials",
    "  git@github.com: Permission denied (publickey).\n  fatal: Could not read from remote repository.\n  error: subprocess-exited-with-error",
  ],
  ["git-credentials", "Host key verification failed.\nfatal: Could not read from remote repository."],
  ["download-missing", "curl: (22) The requested URL returned error: 404"],
  ["download-missing", "2026-01-02 10:11:12 ERROR 404: Not Found."],
  [
    "download-not-archive",
    "gzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now",
  ],
  [
    "rust-old",
    "error: package `half v2.4.1` cannot be built because it requires rustc 1.70 or newer, while the currently active rustc version is 1.63.0",
  ],
  ["no-compiler", "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)"],
  [
    "python-too-new",
    "RuntimeError: Cannot install on Python version 3.12.1; only versions >=3.7,<3.11 are supported.",
  ],
  [
    "python-too-new",
    "AttributeError: module 'pkgutil' has no attribute 'ImpImporter'. Did you mean: 'zipimporter'?",
  ],
  ["python-too-new", "ModuleNotFoundError: No module named 'distutils'"],
  [
    "python-too-new",
    "src/av/plane.c:489:62: error: invalid use of incomplete typedef ‘PyFrameObject’ {aka ‘struct _frame’}\nerror: command '/usr/bin/x86_64-linux-gnu-gcc' failed with exit code 1",
  ],
  ["python-too-new", "madmom/ml/hmm.c:196:12: fatal error: longintrepr.h: No such file or directory"],
  [
    "hf-429",
    "huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: http://mirror.example/api/models/x\nTraceback (most recent call last):\nhuggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying to locate the files on the Hub and we cannot find the appropriate snapshot folder",
  ],
  [
    "python-too-new",
    "The currently activated Python version 3.13.1 is not supported by the project (>=3.9,<3.12).\nThe current project's supported Python range (>=3.9,<3.12) is not compatible with some of the required packages Python requirement:",
  ],
  ["setuptools-2to3", "error in pyfasttext setup command: use_2to3 is invalid."],
  [
    "pip-metadata",
    "WARNING: Ignoring version 0.10.9 of omegaconf since it has invalid metadata:\nPlease use pip<24.1 if you need to use this version.",
  ],
  [
    "externally-managed",
    "error: externally-managed-environment\n\n× This environment is externally managed\n╰─> To install Python packages system-wide, try apt install",
  ],
  [
    "requirements-missing",
    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'",
  ],
  [
    "requirements-missing",
    "ERROR: Directory '.' is not installable. Neither 'setup.py' nor 'pyproject.toml' found.",
  ],
  [
    "wheel-tool-missing",
    "  error: invalid command 'bdist_wheel'\n  ERROR: Failed building wheel for ctc-segmentation",
  ],
  [
    "no-gpu-at-build",
    "RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver",
  ],
  ["no-gpu-at-build", "ImportError: libcuda.so.1: cannot open shared object file: No such file or directory"],
  [
    "cuda-toolkit-missing",
    "      OSError: CUDA_HOME environment variable is not set. Please set it to your CUDA install root.\nERROR: Failed to build 'flash-attn' when getting requirements to build wheel",
  ],
  [
    "cuda-toolkit-missing",
    "      RuntimeError:\n      The detected CUDA version (11.8) mismatches the version that was used to compile\n      PyTorch (12.1). Please make sure to use the same CUDA versions.\n      The detected CUDA version (11.8) mismatches the version that was used to compile PyTorch (12.1).",
  ],
  [
    "conda-terms",
    "CondaToSNonInteractiveError: Terms of Service have not been accepted for the following channels. Please accept or remove them before proceeding:",
  ],
  [
    "hf-model-missing",
    "OSError: bert-bas is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'",
  ],
  ["torch-family-mismatch", "RuntimeError: operator torchvision::nms does not exist"],
  [
    "torch-family-mismatch",
    "The conflict is caused by:\n    The user requested torch==2.1.2\n    torchaudio 2.1.0 depends on torch==2.1.0\nERROR: Cannot install -r /opt/requirements.txt (line 2) and torch==2.1.2 because these package versions have conflicting dependencies.\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io/",
  ],
  [
    "apt-lock",
    "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 0\nE: Unable to lock directory /var/lib/apt/lists/",
  ],
  [
    "apt-clock",
    "E: Release file for http://archive/ubuntu/dists/jammy-updates/InRelease is not valid yet (invalid for another 3h 12min 5s). Updates for this repository will not be applied.",
  ],
  [
    "apt-unmet",
    "The following packages have unmet dependencies:\n libcudnn8-dev : Depends: libcudnn8 (= 8.9.7.29-1+cuda12.2) but 8.9.2.26-1+cuda12.1 is to be installed\nE: Unable to correct problems, you have held broken packages.",
  ],
  ["illegal-instruction", "Illegal instruction (core dumped)"],
  [
    "segfault",
    "ERROR: failed to solve: process \"/bin/sh -c python3 -c 'import x'\" did not complete successfully: exit code: 139",
  ],
  [
    "upload-lost",
    "ERROR: failed to build: failed to solve: failed to push registry.example/app:1: unknown: blob upload unknown to registry",
  ],
  ["registry-throttle", "denied: ThrottlingException: Rate exceeded"],
  [
    "digest-mismatch",
    'failed commit on ref "layer-sha256:3b1c": unexpected commit digest sha256:aa01, expected sha256:3b1c: failed precondition',
  ],
  ["builder-store", "ERROR: failed to solve: parent snapshot 9iq8x3p does not exist: not found"],
  ["too-many-layers", "failed to register layer: max depth exceeded"],
  [
    "dockerfile-syntax",
    "ERROR: failed to solve: dockerfile parse error on line 7: unknown instruction: libsndfile1",
  ],
  ["stage-missing", 'ERROR: failed to solve: target stage "runtme" could not be found'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the log's own words
  ["base-name-blank", "ERROR: failed to solve: base name (${BASE_IMAGE}) should not be blank"],
  ["secret-missing", "ERROR: failed to solve: secret hf_token: not found"],
  [
    "copy-conflict",
    "ERROR: failed to solve: cannot copy to non-directory: /var/lib/docker/overlay2/x/merged/app/config",
  ],
  ["checksum", "model.tar.gz: FAILED\nsha256sum: WARNING: 1 computed checksum did NOT match"],
  ["line-ends", "/usr/bin/env: 'bash\\r': No such file or directory"],
  ["line-ends", "./install.sh: line 2: $'\\r': command not found"],
  [
    "driver-limits",
    "ERROR: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.",
  ],
  [
    "cmake-too-new",
    "CMake Error at CMakeLists.txt:1 (cmake_minimum_required):\n  Compatibility with CMake < 3.5 has been removed from CMake.",
  ],
  [
    "context-unreadable",
    "ERROR: failed to solve: error from sender: open /home/runner/work/x/x/data/pg: permission denied",
  ],
  [
    "oom-compile",
    "nvcc error   : 'cicc' died due to signal 9 (Kill signal)\nninja: build stopped: subcommand failed.",
  ],
  ["no-matching-dist", "ResolvePackageNotFound: \n  - cudatoolkit==11.3.1=h2bc3f7f_2"],
  [
    "illegal-instruction",
    "The TensorFlow library was compiled to use AVX instructions, but these aren't available on your machine.\nAborted (core dumped)",
  ],
  [
    "registry-unwell",
    "ERROR: failed to solve: python:3.11-slim: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token: 503 Service Unavailable",
  ],
  [
    "tls",
    "Could not fetch URL https://pypi.org/simple/requests/: There was a problem confirming the ssl certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))\nERROR: No matching distribution found for requests",
  ],
  ["shared-library-missing", "OSError: sndfile library not found"],
  [
    "network",
    "CondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://conda.anaconda.org/conda-forge/linux-64/repodata.json>",
  ],
  [
    "apt-unreachable",
    "Err:1 http://mirror/debian bookworm InRelease\n  Temporary failure resolving 'mirror'\nReading package lists...\nW: Failed to fetch http://mirror/debian/dists/bookworm/InRelease  Temporary failure resolving 'mirror'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\nE: Unable to locate package ffmpeg",
  ],
  [
    "apt-unreachable",
    "Err:4 http://mirror/ubuntu jammy InRelease\n  Could not connect to mirror:80 (192.0.2.1), connection timed out\nE: Package 'git' has no installation candidate",
  ],
  [
    "apt-unreachable",
    "WARNING: fetching https://mirror/alpine/v3.19/main: temporary error (try again later)\nERROR: unable to select packages:\n  git (no such package):\n    required by: world[git]",
  ],
  ["apt-no-candidate", "ERROR: unable to select packages:\n  libgl1 (no such package):"],
  [
    "oom-compile",
    "  process didn't exit successfully: `rustc --crate-name candle_core` (signal: 9, SIGKILL: kill)",
  ],
  ["oom-compile", "/usr/local/go/pkg/tool/linux_amd64/link: signal: killed"],
  ["oom-compile", "cc1plus: out of memory allocating 65536 bytes after a total of 98304 bytes"],
  ["oom-compile", "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 12.0 GiB"],
  ["pip-timeout", "error: incomplete-download\n\n× Download failed because not enough bytes were received"],
  [
    "pip-resolution",
    "error    libmamba Could not solve for environment specs\ncritical libmamba Could not solve for environment specs",
  ],
  ["lfs-pointer", "safetensors_rust.SafetensorError: Error while deserializing header: HeaderTooLarge"],
  [
    "hf-429",
    "RuntimeError: Data processing error: CAS service error : Reqwest Error: HTTP status client error (429 Too Many Requests), domain: https://cas-server.xethub.hf.co/x",
  ],
  ["network", "HfHubHTTPError: 504 Server Error: Gateway Time-out for url: https://models.example/x"],
  ["network", "curl: (22) The requested URL returned error: 503"],
  ["network", "2026-01-02 10:11:12 ERROR 429: Too Many Requests."],
  [
    "network",
    'error An unexpected error occurred: "https://registry.example/typescript-4.9.5.tgz: ESOCKETTIMEDOUT".',
  ],
  [
    "network",
    'ERROR: failed to solve: r:5000/base:1: failed to do request: Head "http://r:5000/v2/base/manifests/1": dial tcp 192.0.2.1:5000: connect: connection refused',
  ],
  ["dns", "wget: unable to resolve host address 'github.example'"],
  [
    "npm-credentials",
    "npm error code E401\nnpm error Unable to authenticate, your token seems to be invalid.",
  ],
  ["git-ref-missing", "Cloning into 'whisper'...\nfatal: Remote branch v2023 not found in upstream origin"],
  ["git-ref-missing", "error: pathspec 'v9.9' did not match any file(s) known to git"],
  [
    "lfs-quota",
    "batch response: This repository is over its data quota. Account responsible for LFS bandwidth should purchase more data packs",
  ],
  [
    "command-missing",
    "  ERROR: Error [Errno 2] No such file or directory: 'git' while executing command git version\nERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?",
  ],
  [
    "r-package",
    "ERROR: configuration failed for package ‘curl’\n* removing ‘/usr/local/lib/R/site-library/curl’",
  ],
  ["r-package", "ERROR: dependency ‘curl’ is not available for package ‘httr’"],
  ["r-package", "Warning message:\npackage ‘torchx’ is not available for this version of R"],
  ["go-old", "go: go.mod requires go >= 1.23.0 (running go 1.21.13; GOTOOLCHAIN=local)"],
  [
    "cuda-compiler",
    "nvcc fatal   : Unsupported gpu architecture 'compute_90'\nninja: build stopped: subcommand failed.",
  ],
  [
    "cuda-compiler",
    "host_config.h:139:2: error: #error -- unsupported GNU version! gcc versions later than 11 are not supported!",
  ],
  [
    "no-gpu-at-build",
    "    arch_list[-1] += '+PTX'\nIndexError: list index out of range\nERROR: Failed building wheel for flash-attn",
  ],
  [
    "cmake-too-old",
    "CMake Error at CMakeLists.txt:1 (cmake_minimum_required):\n  CMake 3.22 or higher is required.  You are running version 3.18.4",
  ],
  ["missing-header", "  Could NOT find OpenMP_C (missing: OpenMP_C_FLAGS OpenMP_C_LIB_NAMES)"],
  ["no-compiler", "      CMake must be installed to build the following extensions: _dlib_pybind11"],
  [
    "permission",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/usr/local/lib/python3.11/site-packages/numpy'",
  ],
  ["permission", "mkdir: cannot create directory '/app/cache': Permission denied"],
  [
    "ecr-denied",
    "ERROR: failed to push ghcr.io/o/r:x: denied: installation not allowed to Create organization package",
  ],
  [
    "apt-mirror-sync",
    "E: Failed to fetch http://mirror/pool/main/l/llvm.deb  503  Backend unavailable, connection timeout [IP: 192.0.2.1 80]",
  ],
  [
    "deadline",
    'ERROR: failed to solve: DeadlineExceeded: context deadline exceeded: failed to fetch anonymous token: Get "https://auth.example/token": dial tcp 192.0.2.1:443: i/o timeout',
  ],
  [
    "network",
    "requests.exceptions.ConnectionError: (MaxRetryError(\"HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x (Caused by NewConnectionError('[Errno 101] Network is unreachable'))\"))",
  ],
  ["network", "HTTP request sent, awaiting response... 429 Too Many Requests"],
  ["network", "npm error code E503\nnpm error 503 Service Unavailable - GET https://registry.example/react"],
  ["network", "ERROR: HTTP error 502 while getting https://files.example/torch.whl"],
  [
    "network",
    " ERR_PNPM_META_FETCH_FAIL  GET https://registry.example/react: request failed, reason: connect ETIMEDOUT 192.0.2.1:443",
  ],
  [
    "copy-from-missing",
    'COPY --from=builder /app/dist /srv: failed to compute cache key: failed to calculate checksum of ref a1::b2: "/app/dist": not found',
  ],
];

const TIMED_OUT =
  "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.example', port=443): Read timed out.";
const CONFLICT =
  "ERROR: Cannot install -r requirements.txt (line 2) and numpy==2.0.0 because these package versions have conflicting dependencies.\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io/";

/** Troubles that the step overcame, and what ended it. */
export const logsOfOvercome: readonly (readonly [id: string | undefined, log: string])[] = [
  [undefined, `${TIMED_OUT}\nSuccessfully installed torch-2.1.0\nAssertionError`],
  [undefined, `${TIMED_OUT}\nAssertionError: model has no weights`],
  ["pip-resolution", `tar: x: Cannot write: No space left on device\n${CONFLICT}`],
  ["pip-resolution", `curl: (56) Recv failure: Connection reset by peer\n${CONFLICT}`],
  ["pip-timeout", `Successfully installed pip-24.0\n${TIMED_OUT}`],
  [
    undefined,
    "curl: (18) transfer closed with outstanding read data remaining\nWarning: Problem : timeout. Will retry in 1 seconds. 3 retries left.\nTraceback (most recent call last):\nValueError: bad magic number in weights",
  ],
  [
    undefined,
    "fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com\nCloning into 'y'...\nReceiving objects: 100% (120/120), 3.1 MiB | 9.00 MiB/s, done.\nmake: *** [Makefile:3: all] Error 2",
  ],
  [
    "command-missing",
    "E: Failed to fetch http://archive/pool/main/x.deb  Hash Sum mismatch\nSetting up curl (7.88.1-10+deb12u8) ...\n/bin/sh: 1: wget: not found",
  ],
  [
    "disk-full",
    "dpkg: error processing archive /var/cache/apt/archives/cuda.deb (--unpack):\n cannot copy extracted data: failed to write (No space left on device)\nSetting up libc-bin (2.36-9) ...\nProcessing triggers for libc-bin (2.36-9) ...\nErrors were encountered while processing:\n /var/cache/apt/archives/cuda.deb\nE: Sub-process /usr/bin/dpkg returned an error code (1)",
  ],
  [
    "dns",
    "Traceback (most recent call last):\nsocket.gaierror: [Errno -3] Temporary failure in name resolution\nDuring handling of the above exception, another exception occurred:\nurllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
  ],
  [
    "network",
    "npm ERR! code ECONNRESET\nnpm ERR! network Invalid response body while trying to fetch https://registry.example/torch: read ECONNRESET",
  ],
  [
    "oom-compile",
    `Successfully installed x-1\n${TIMED_OUT}\n/bin/sh: line 1:    12 Killed    python3 warm.py`,
  ],
  [
    "lock-outdated",
    "npm error code ETIMEDOUT\nnpm error network request failed\nnpm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.",
  ],
  [
    "pip-hash",
    `${TIMED_OUT}\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.`,
  ],
  [
    "wheel-build-failed",
    "Successfully built a b\nERROR: Failed building wheel for madmom\nSuccessfully built c\nFailed to build madmom\nERROR: Failed to build installable wheels for some pyproject.toml based projects (madmom)",
  ],
  [
    undefined,
    'E   assert retry after "connection reset by peer"\nFAILED tests/test_retry.py::test_reset - AssertionError: connection reset by peer\n1 failed, 3 passed in 0.5s',
  ],
  [
    undefined,
    "--- FAIL: TestMemoryError (0.00s)\n    oom_test.go:12: expected MemoryError to be raised\nFAIL",
  ],
];
