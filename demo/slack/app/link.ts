// How the workspace reaches the app: one delivery, one outcome. Socket Mode and signed HTTP requests are the two links.

export interface Delivery {
  kind: 'interactive' | 'slash_commands' | 'events_api';
  payload: Record<string, unknown>;
  /** Set when this event is sent again. */
  retry?: { attempt: number; reason: string };
}

export interface Outcome {
  ok: boolean;
  /** What the app sent with its acknowledgement, e.g. a response_action; a text becomes `{ text }`. */
  response?: Record<string, unknown>;
  /** In Slack's words: too slow, not there or not a 200, or not set up for this. */
  error?: 'operation_timeout' | 'dispatch_failed' | 'not_configured';
}

export interface Link {
  send(delivery: Delivery): Promise<Outcome>;
}
