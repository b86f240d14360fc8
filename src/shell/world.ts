/**
 * Every effect the product has, behind one interface. Files that decide never see it; files that act
 * take it as their first argument. The real one is built in `main.ts` from the doors beside this file.
 */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  readonly cwd: string;
  /** What starts this program again; `github-cache` behind it speaks to GitHub's cache (see github-cache.ts). */
  readonly self: readonly [string, ...string[]];
  readonly exec: Exec;
  /** Starts a program that outlives this one. Nobody hears of its end. Never throws. */
  readonly leave: (argv: readonly [string, ...string[]], env?: ExecOptions["env"]) => void;
  /** Aborted when the run is cancelled (SIGINT, SIGTERM). `exec` listens to it unless told otherwise. */
  readonly cancelled: AbortSignal;
  readonly files: Files;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly platform: {
    readonly os: NodeJS.Platform;
    readonly arch: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
}

export interface ExecOptions {
  readonly cwd?: string;
  /** Written to standard input, then closed. Secrets go here, never into argv. */
  readonly input?: string;
  /** Added to the process's own environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; the process group gets SIGTERM then, and SIGKILL ten seconds later. Default 60,000. 0: none. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called for each complete line of standard error (no newline) as it arrives. */
  readonly onStderrLine?: (line: string) => void;
}

export interface ExecResult {
  /** `undefined` when a signal ended the process, or it never started. */
  readonly exitCode: number | undefined;
  readonly ended: "exit" | "signal" | "timeout" | "aborted" | "not-found";
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs argv without a shell. The exit code is the verdict, standard error only explains. Never throws. */
export type Exec = (argv: readonly [string, ...string[]], options?: ExecOptions) => Promise<ExecResult>;

export interface Files {
  /** `undefined` when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Buffer | undefined>;
  /** At most `limit` bytes from the file's start. */
  readStart(path: string, limit: number): Promise<Buffer | undefined>;
  write(path: string, data: string | Uint8Array, mode?: number): Promise<void>;
  /** Hex hash over `prefix` and the file's bytes, read as a stream. `undefined`: no such file. */
  hash(path: string, algorithm: "sha1" | "sha256", prefix: string): Promise<string | undefined>;
  /** Kind, permission bits, size and link target; does not follow links. `undefined`: nothing there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Those of many paths that are there, in order; for thousands at once. Does not follow links. */
  existing(paths: readonly string[]): Promise<readonly string[]>;
  list(path: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  /** Of the file system that a path is on, for this user; `undefined`: not known. */
  freeBytes(path: string): Promise<number | undefined>;
  makeDirectory(path: string): Promise<void>;
  /** A new private directory (mode 0700) whose name starts with `prefix`. */
  makeTemporary(prefix: string): Promise<string>;
  link(target: string, path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Symbolic links resolved; `undefined`: nothing there. */
  realPath(path: string): Promise<string | undefined>;
}

export type FileKind = "file" | "directory" | "link" | "other";
export interface FileStat {
  readonly kind: FileKind;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly size: number;
  readonly linkTarget: string | undefined;
}

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | ReadableStream<Uint8Array>;
  /** Milliseconds until the whole answer must be there. Default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** A Unix socket to ask at, instead of the URL's host. */
  readonly socketPath?: string;
  /** Default `follow`. */
  readonly redirect?: "follow" | "manual";
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The whole body; it is read once, in this way or as a stream. */
  bytes(): Promise<Buffer>;
  readonly stream: ReadableStream<Uint8Array> | undefined;
}

export interface HttpHeaders {
  /** Case does not matter; `null`: not there. */
  get(name: string): string | null;
}

/** One HTTP exchange. Throws only when no answer came (refused, reset, timed out). */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Log {
  info(line: string): void;
  debug(line: string): void;
  warning(message: string, at?: AnnotationPlace): void;
  notice(message: string, at?: AnnotationPlace): void;
  error(message: string, at?: AnnotationPlace): void;
  /** A folded block in GitHub's log. */
  group(title: string, lines: readonly string[]): void;
  /** Hides a value in everything that is printed from now on. */
  mask(secret: string): void;
  setOutput(name: string, value: string): void;
  /** Kept for the post step. */
  saveState(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
  setFailed(message: string): void;
}

export interface AnnotationPlace {
  readonly file: string;
  readonly line?: number;
  readonly title?: string;
}
