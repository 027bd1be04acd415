/**
 * What a public door bears: the size of a request, and how many come in a second. Istio has no field for either, so these are patches of
 * the ingress gateway's Envoy: the filters once per zone, the figures per host. Pure.
 */
import type { PlannedDoor } from './plan.ts';

const connectionManager = 'envoy.filters.network.http_connection_manager';
const rateLimit = 'envoy.filters.http.local_ratelimit';
const buffer = 'envoy.filters.http.buffer';

const typed = (name: string) => `type.googleapis.com/envoy.extensions.filters.${name}` as const;

/** Istio's analysers warn of any patch of Envoy (IST0133). These are taken knowingly, and judged anew with every version of Istio. */
export const patchAnnotations: Record<string, string> = {
  'galley.istio.io/analyze-suppress': 'IST0133',
  'guichet.dev/reason': 'Istio has no field for the size and rate of requests',
};

/** Filters are there before figures are set for them. */
export const patchPriority = { filters: -10, figures: 10 } as const;

/** Everywhere, and not on trial. */
const always = { default_value: { numerator: 100, denominator: 'HUNDRED' } };

/** The filter of the gateway's HTTP connections, or one inside it. */
const httpFilter = (subFilter?: string) => ({ context: 'GATEWAY', listener: { filterChain: { filter: { name: connectionManager, ...(subFilter && { subFilter: { name: subFilter } }) } } } }) as const;

/**
 * The filters of a zone's ingress gateway. Declared requests are counted before all else, so that those over the rate cost
 * little; undeclared ones match no route, are not counted and get their 403. A body is read only after the request was authorised, just
 * before the router. Slow senders are cut off (Envoy's edge best practices).
 */
export const doorFilters = () =>
  [
    {
      applyTo: 'NETWORK_FILTER',
      match: httpFilter(),
      patch: { operation: 'MERGE', value: { typed_config: { '@type': typed('network.http_connection_manager.v3.HttpConnectionManager'), request_headers_timeout: '10s', request_timeout: '30s', common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' } } } },
    },
    {
      applyTo: 'HTTP_FILTER',
      match: httpFilter(),
      patch: { operation: 'INSERT_FIRST', value: { name: rateLimit, typed_config: { '@type': typed('http.local_ratelimit.v3.LocalRateLimit'), stat_prefix: 'door' } } },
    },
    {
      applyTo: 'HTTP_FILTER',
      match: httpFilter('envoy.filters.http.router'),
      // A host that sets no limit of its own takes no body.
      patch: { operation: 'INSERT_BEFORE', value: { name: buffer, typed_config: { '@type': typed('http.buffer.v3.Buffer'), max_request_bytes: 1 } } },
    },
  ] as const;

/** Above what any length is: Envoy's ranges are open at the end. */
const endless = Number.MAX_SAFE_INTEGER;

/**
 * The figures of one door, for its virtual host: 413 above the size, 429 above the rate of one gateway pod. A length that is announced is
 * judged before anything is read; one that is not, when the buffer is full. Envoy lets a last HTTP/2 frame (16 KiB) pass that overfills
 * it, so programs count again.
 */
export const doorLimits = ({ fqdn, maxBody, rate }: PlannedDoor) => {
  const match = { context: 'GATEWAY', routeConfiguration: { vhost: { name: `${fqdn}:443` } } } as const;
  return [
    {
      applyTo: 'VIRTUAL_HOST',
      match,
      patch: {
        operation: 'MERGE',
        value: {
          typed_per_filter_config: {
            [rateLimit]: {
              '@type': typed('http.local_ratelimit.v3.LocalRateLimit'),
              stat_prefix: 'door',
              token_bucket: { max_tokens: rate.burst, tokens_per_fill: rate.perSecond, fill_interval: '1s' },
              filter_enabled: always,
              filter_enforced: always,
            },
            [buffer]: { '@type': typed('http.buffer.v3.BufferPerRoute'), buffer: { max_request_bytes: maxBody } },
          },
        },
      },
    },
    {
      applyTo: 'HTTP_ROUTE',
      match,
      patch: { operation: 'INSERT_FIRST', value: { name: 'too-large', match: { prefix: '/', headers: [{ name: 'content-length', range_match: { start: maxBody + 1, end: endless } }] }, direct_response: { status: 413 } } },
    },
  ] as const;
};
