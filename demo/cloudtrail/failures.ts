/** Failures on demand: what AWS does on a bad day, asked for by a test or the demo. */
import { Fault } from './fault';

/** A failure to come: of the next `times` (1) requests to which all that is named here applies. */
export interface Failure {
  readonly action?: string;
  readonly account?: string;
  readonly region?: string;
  readonly times?: number;
  /** Closes the connection without an answer. */
  readonly hangUp?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  /** HTTP status and error of the answer; 500 InternalFailure when left out. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
}

/** What a failure is matched against. */
interface Asked {
  readonly action: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

export class Failures {
  private readonly pending: { readonly failure: Failure; left: number }[] = [];

  add(failure: Failure): void {
    this.pending.push({ failure, left: failure.times ?? 1 });
  }

  /** Throws the first failure that is left for this request. */
  strike(call: Asked): void {
    const next = this.pending.find(({ failure, left }) => left > 0 && applies(failure, call));
    if (next === undefined) return;
    next.left -= 1;
    const {
      hangUp = false,
      silent = false,
      status = 500,
      code = 'InternalFailure',
      message = 'as asked',
    } = next.failure;
    throw hangUp || silent ? new Silence(hangUp) : new Fault(status, code, message);
  }
}

/** No answer at all: the connection is closed, or left open for as long as the client cares to wait. */
export class Silence extends Fault {
  constructor(private readonly close: boolean) {
    super(0, 'Silence', 'no answer');
  }

  apply(socket: { destroy(): unknown }): void {
    if (this.close) socket.destroy();
  }
}

function applies({ action, account, region }: Failure, call: Asked): boolean {
  return (
    (action ?? call.action) === call.action &&
    (account ?? call.account) === call.account &&
    (region ?? call.region) === call.region
  );
}
