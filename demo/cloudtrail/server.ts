/**
 * A local AWS that is as strict as the real one, for the demo and the tests: LookupEvents, what reads trails and the two STS
 * actions on one port. Point AWS_ENDPOINT_URL_CLOUDTRAIL and AWS_ENDPOINT_URL_STS at its `url`; requests must be signed.
 */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CloudTrailEndpoint, type CloudTrailOptions as EndpointOptions, createEndpoint } from './endpoint';
import { textOf } from './request';

export interface CloudTrailOptions extends EndpointOptions {
  /** Any free one when left out. */
  readonly port?: number;
}

export interface CloudTrailServer extends Omit<CloudTrailEndpoint, 'answer'> {
  readonly url: string;
  close(): Promise<void>;
}

export async function startCloudTrail(options: CloudTrailOptions): Promise<CloudTrailServer> {
  const endpoint = createEndpoint(options);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const { method = '', url = '/', headers } = request;
    const { status, silence, ...answered } = endpoint.answer({ method, url, headers, body });
    if (silence !== undefined) return silence.apply(request.socket);
    response.writeHead(status, answered.headers);
    response.end(answered.body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ...endpoint, url: `http://127.0.0.1:${port}`, close: () => closeServer() };

  function closeServer(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }
}
