import { describe, expect, it } from '@jest/globals';
import { ofKind, planOf, stackManifests } from '../../test/support/stacks.ts';
import { data } from '../../stacks/data.ts';
import { clientCertificateSecret } from './outside.ts';

const brought = ofKind(stackManifests((app, plan) => data(app, plan, [])), 'ExternalSecret');

describe('zone secrets', () => {
  it('bring each zone the token of its own reader for canary analysis, which opens no other zone’s metrics', () => {
    for (const { namespace } of planOf().zones) {
      expect(brought.get(`${namespace}/metrics-token`)?.spec).toMatchObject({ secretStoreRef: { name: 'vault' }, target: { name: 'metrics-token' }, data: [{ secretKey: 'token', remoteRef: { key: `prod/${namespace}/metrics-token`, property: 'token' } }] });
    }
  });

  it('bring a client certificate to the gateway that presents it, under the name that its DestinationRule asks for', () => {
    const host = planOf().zones.flatMap(({ outside }) => outside).find(({ mutualTls }) => mutualTls);
    if (!host) throw new Error('no outside host asks for a client certificate');
    expect(brought.get(`guichet-connectors-egress/${clientCertificateSecret(host) ?? ''}`)?.spec).toMatchObject({
      data: ['tls.crt', 'tls.key', 'ca.crt'].map((property) => ({ secretKey: property, remoteRef: { key: 'prod/xs2a/qwac', property } })),
    });
  });

  it('bring nothing else', () => {
    expect([...brought.keys()].filter((name) => !name.endsWith('/metrics-token'))).toEqual(['guichet-connectors-egress/xs2a-qwac']);
  });
});
