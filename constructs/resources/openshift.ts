/** `route.openshift.io/v1`: how the router, which stands in front of the cluster, passes a public host on. */
import { typedByHand } from './model.ts';

interface RouteSpec {
  readonly spec: {
    readonly host: string;
    readonly to: { readonly kind: 'Service'; readonly name: string; readonly weight?: number };
    /** Name or number of a port of the Service. */
    readonly port: { readonly targetPort: string | number };
    /**
     * `passthrough`: the client's TLS ends behind the router, which reads no more than the host name of its ClientHello.
     * `insecureEdgeTerminationPolicy`: what becomes of plain HTTP for this host.
     */
    readonly tls: { readonly termination: 'passthrough'; readonly insecureEdgeTerminationPolicy: 'None' | 'Redirect' };
    readonly wildcardPolicy: 'None';
  };
}

export const Route = typedByHand<RouteSpec>('route.openshift.io/v1', 'Route');
