import { UserError } from "../errors.ts";

export type RegistryErrorKind =
  /** No credentials, or not enough rights: the caller can build instead of looking up, but not push. */
  | "denied"
  /** No answer, or only 429 and 5xx, after all retries. */
  | "unreachable"
  /** An immutable tag has another digest. */
  | "immutable"
  /** The repository does not exist, where that is told apart from an image that does not. */
  | "missing-repository"
  /** An answer that fits no specification, a wrong digest, a lost blob. */
  | "unexpected";

/** What a registry said no to, told for people; `kind` is for the program. */
export class RegistryError extends UserError {
  override readonly name = "RegistryError";
  readonly kind: RegistryErrorKind;

  constructor(kind: RegistryErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** Whether an error is a registry's, and of that kind. */
export function isRegistryError(error: unknown, kind: RegistryErrorKind): boolean {
  return error instanceof RegistryError && error.kind === kind;
}
