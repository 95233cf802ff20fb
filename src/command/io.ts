/** What a command may touch of the process: its streams, environment, folder and time. `main.ts` hands in the real ones, tests their own. */

/** `columns` and `isTTY` are there when it is a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory: where trailwarden.yml is looked for when no `--config` names it. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a command ends with: done, found what was asked for (`--fail-on`, a lint error, a failing test), or could not do it all. */
export const EXIT = { done: 0, found: 1, trouble: 2 } as const;
