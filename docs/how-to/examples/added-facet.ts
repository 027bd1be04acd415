/** An added facet: every public door is tried from outside by a blackbox exporter, as customers reach it. */
import { Probe as ProbeModel } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Probe';
import { facets, type Facet } from '../../../constructs/facets/index.ts';
import { modelled } from '../../../constructs/resources/index.ts';

const Probe = modelled(ProbeModel);

export const probe: Facet = {
  name: 'probe',
  layer: 'service',
  wave: 20,
  render(scope, { name, zone: { namespace }, door }) {
    if (!door) return;
    new Probe(scope, 'probe', {
      metadata: { name, namespace },
      spec: { interval: '60s', module: 'http_2xx', prober: { url: 'blackbox.monitoring.example:9115' }, targets: { staticConfig: { static: [`https://${door.fqdn}/`] } } },
    });
  },
};

export const withProbes = [...facets, probe] as const;
