/** An error as AWS words it: thrown anywhere in the local endpoint, rendered as JSON (CloudTrail) or XML (STS) by the server. */
export class Fault extends Error {
  /** `status` is the HTTP status, `code` the error's name as the SDK will show it. */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Fault';
  }
}
