/**
 * The one kind of error we expect and can word for people. Everything else that is thrown is a fault in our own code.
 * A permanent error will not go away by trying again; the caller shows it and stops asking.
 */
export class AppError extends Error {
  readonly code: string;
  readonly permanent: boolean;

  constructor(code: string, message: string, options: { permanent?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.permanent = options.permanent ?? true;
  }
}

/** The words of anything thrown, for a log line or a sentence; never a stack trace. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
