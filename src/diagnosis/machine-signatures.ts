/** Disk, memory, network, the builder itself. These come first: they explain whatever else the log says. */
import type { Signature } from "./signature.ts";

export const machineSignatures: readonly Signature[] = [
  {
    id: "disk-full",
    class: "resource",
    patterns: [
      /no space left on device/i,
      /\bdisk quota exceeded/i,
      /not enough free disk space|You don't have enough free space/i,
    ],
    cause: "the disk of the builder is full",
    remedy:
      "install CPU wheels where no GPU is used, clean package caches in the same RUN (or use cache mounts), or take a runner with a bigger disk",
    source: "https://github.com/actions/runner-images/issues/10237",
  },
  {
    id: "oom-compile",
    class: "resource",
    patterns: [
      /^(?:(?:\/bin\/)?(?:ba)?sh: line \d+:\s+)?(?:\d+\s+)?Killed(?:\s*$|\s{2,}\S)/,
      // BuildKit's own word of it, not what a step prints.
      /(?:did not complete successfully|executor failed running \[.*\]): exit code: 137\b/,
      /(?:failed with|returned non-zero) exit status 137\b/,
      /cannot allocate memory/i,
      /^(?!.*\bCUDA\b).*(?::|\bvirtual) (?:out of memory|memory exhausted)\b/i,
      /fatal error: Killed signal terminated program/,
      /died due to signal 9\b/,
      /ResourceExhausted.*(?:memory|killed)/i,
      /(?:JavaScript heap out of memory|virtual memory exhausted|std::bad_alloc)/,
      /^(?:[\w.]+\.)?_?(?:Array)?MemoryError(?::|$)/,
      /\(signal: 9, SIGKILL: kill\)|: signal: killed$/,
      /out of memory allocating \d+ bytes|DefaultCPUAllocator: (?:can't allocate|not enough) memory/,
      /\bprocess was killed\b.*\bmemory\b|died with <Signals\.SIGKILL/i,
    ],
    cause: "the step was killed, most likely for lack of memory",
    remedy:
      "compile with fewer jobs (ENV MAX_JOBS=2 CMAKE_BUILD_PARALLEL_LEVEL=2), install a prebuilt wheel, or take a runner with more memory",
    source: "https://github.com/pytorch/pytorch/issues/108174",
  },
  {
    id: "buildkitd-died",
    class: "transient",
    patterns: [
      /frontend grpc server closed unexpectedly/,
      /failed to receive status: rpc error: code = Unavailable desc = /,
      /rpc error: code = Unavailable desc = (?:error reading from server|closing transport|transport is closing|keepalive)/,
    ],
    cause: "BuildKit itself went away: out of memory, disk full, or starved by a compile",
    remedy:
      "look into the log of the builder's container (docker logs buildx_buildkit_…); compile with fewer jobs or take a bigger runner",
    source: "https://github.com/moby/buildkit/issues/5811",
  },
  {
    id: "runner-lost",
    class: "resource",
    patterns: [/The runner has received a shutdown signal/, /lost communication with the server/],
    cause: "the runner was shut down: out of memory, reclaimed, or cancelled",
    remedy: "take a bigger or an on-demand runner; finished steps are in the layer cache",
    source: "https://github.com/actions/runner-images/issues/8333",
  },
  {
    id: "job-timeout",
    class: "resource",
    patterns: [/has exceeded the maximum execution time of/],
    cause: "the job met its time limit",
    remedy: "build each platform on a native runner; finished steps are in the layer cache",
    source: "https://github.com/doobidoo/mcp-memory-service/issues/1002",
  },
  {
    id: "tls",
    class: "configuration",
    patterns: [
      /x509: /,
      /CERTIFICATE_VERIFY_FAILED/,
      /SSL certificate problem/,
      /server gave HTTP response to HTTPS client/,
      /unable to get local issuer certificate/,
    ],
    cause: "a host's certificate is not trusted inside the build",
    remedy: "install ca-certificates, or your own root certificate, before this step",
    source: "https://docs.docker.com/engine/network/ca-certs/",
  },
];

/** A network's moments: only where nothing more telling was found. */
export const networkSignatures: readonly Signature[] = [
  {
    id: "transfer-stalled",
    class: "transient",
    patterns: [/^no byte moved for \S.* at \S/],
    cause: "a registry or cache service keeps a connection open and sends nothing",
    remedy:
      "look at the service and at what lies between (proxies, firewalls that forget connections); stall-minutes says how long is waited",
    source: "https://github.com/moby/buildkit/issues/2804",
  },
  {
    id: "dns",
    class: "transient",
    patterns: [
      /Temporary failure (?:in name resolution|resolving)/,
      /\bserver misbehaving\b/,
      /lookup \S+(?: on \S+)?: (?:i\/o timeout|no such host)/,
      /Could not resolve (?:host:? |')/i,
      /\bgetaddrinfo (?:EAI_AGAIN|ENOTFOUND)\b/,
      /unable to resolve host address/,
      /Name or service not known/,
      /^wget: bad address /,
    ],
    cause: "a host's name could not be resolved",
    remedy: "try again; if it stays, check the host's spelling and the runner's network",
    source: "https://github.com/moby/buildkit/issues/4327",
  },
  {
    id: "push-broken",
    class: "transient",
    patterns: [
      /failed to (?:copy|push|do request)[^\n]*(?:broken pipe|closed network connection|closed pipe|connection reset|EOF)/,
      /write: broken pipe/,
      /use of closed network connection/,
    ],
    cause: "the connection to the registry broke",
    remedy: "try again: the layers that are there are not sent again; split very large layers",
    source: "https://github.com/docker/buildx/issues/367",
  },
  {
    id: "registry-unwell",
    class: "transient",
    patterns: [
      /unexpected status(?: code)?(?: from \S+ request to)? ?\S*:? ?(?:408|500|502|503|504)\b/,
      /received unexpected HTTP status: 5\d\d/,
      /unexpected status: 5\d\d\b/,
    ],
    cause: "a registry answered with an error of its own",
    remedy: "try again; the registry's status page tells if it lasts",
    source: "https://github.com/moby/buildkit/issues/4327",
  },
  {
    id: "deadline",
    class: "transient",
    patterns: [
      /DeadlineExceeded: context deadline exceeded/,
      /failed to solve: [^\n]*context deadline exceeded/,
    ],
    cause: "a registry did not answer in time",
    remedy: "try again; a mirror of the base image in your own registry answers faster",
    source: "https://github.com/moby/buildkit/issues/4327",
  },
  {
    id: "network",
    class: "transient",
    patterns: [
      /connection reset by peer/i,
      /Network is unreachable|HTTPSConnectionPool\(host='[^']+', port=\d+\): Max retries exceeded/,
      /(?:npm (?:ERR!|error) code E|ERR_PNPM_FETCH_|HTTP error )(?:429|50\d)\b|ERR_PNPM_META_FETCH_FAIL/,
      /\bi\/o timeout\b/,
      /TLS handshake timeout/,
      /\b(?:ECONNRESET|ETIMEDOUT|ESOCKETTIMEDOUT|EPIPE|ERR_SOCKET_TIMEOUT)\b/,
      /failed to do request: [^\n]*connection refused/,
      /connection timed out/i,
      /(?:unexpected EOF(?! while)|early EOF|RPC failed; (?:curl|HTTP)|The remote end hung up unexpectedly)/,
      /CondaHTTPError: HTTP (?:000|5\d\d)/,
      /couldn't connect to 'https:\/\/huggingface\.co'/,
      /\bLocalEntryNotFoundError: /,
      /curl: \((?:6|7|18|28|35|52|55|56|92)\)/,
      /^wget: (?:server returned error: HTTP\/\S+ (?:429|5\d\d)|download timed out|can't connect to remote host)/,
      /\b(?:502 Bad Gateway|503 Service Unavailable|504 Gateway Time-?out|429 Too Many Requests)\b/i,
      /\b(?:500|502|503|504) Server Error: /,
      /curl: \(22\) The requested URL returned error: (?:429|5\d\d)|\bERROR (?:429|50[0234]): /,
    ],
    cause: "a connection broke while something was fetched",
    remedy: "try again; if it stays, check that the address can be reached from the runner",
    source: "https://github.com/docker/build-push-action/issues/933",
  },
];
