// What a Web API method answers when it refuses: a code, and whatever else Slack puts beside it (the messages with JSON
// pointers, the scopes needed and provided, a Retry-After).

export class SlackError extends Error {
  constructor(
    readonly code: string,
    readonly extra: {
      messages?: readonly string[];
      needed?: string;
      provided?: string;
      retryAfter?: number;
      status?: number;
    } = {},
  ) {
    super(code);
  }

  /** The response body, shaped as Slack shapes it: `errors` repeats the messages of invalid blocks. */
  get body(): Record<string, unknown> {
    const { messages, needed, provided } = this.extra;
    return {
      ok: false,
      error: this.code,
      ...(needed !== undefined ? { needed, provided } : {}),
      ...(messages && this.code === 'invalid_blocks' ? { errors: messages } : {}),
      ...(messages ? { response_metadata: { messages: messages.map((m) => `[ERROR] ${m}`) } } : {}),
    };
  }
}
