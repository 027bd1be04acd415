/** Sends the SDK's requests to where we are told PayPal is: the SDK itself knows two addresses, and takes no other. */
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

export interface Transport {
  readonly request: (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;
}

export function transportTo(address: string): Transport {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  const { request } = secure ? https : http;
  const to = { protocol, hostname, host: hostname, port: port || (secure ? 443 : 80), agent: undefined, agents: undefined };
  return { request: (options, answered) => request({ ...options, ...to }, answered) };
}
