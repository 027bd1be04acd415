import { describe, expect, it } from '@jest/globals';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(tenancy);
const accounts = ofKind(manifests, 'ServiceAccount');
const roles = ofKind(manifests, 'Role');
const bindings = ofKind(manifests, 'RoleBinding');

describe('access to metrics', () => {
  it('is of a reader in each zone, whose token is mounted nowhere', () => {
    for (const zone of ['edge', 'core', 'cardholder', 'connectors']) expect(accounts.get(`guichet-${zone}/metrics-reader`)).toMatchObject({ automountServiceAccountToken: false });
  });

  it('reads the metrics of its own namespace and nothing else', () => {
    expect(roles.get('guichet-cardholder/metrics-reader')).toMatchObject({ rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'create'] }] });
    expect(bindings.get('guichet-cardholder/metrics-reader')).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'metrics-reader', namespace: 'guichet-cardholder' }] });
  });

  it('gives KEDA tokens of that reader alone', () => {
    expect(roles.get('guichet-core/metrics-reader-token')).toMatchObject({ rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['metrics-reader'], verbs: ['create'] }] });
    expect(bindings.get('guichet-core/metrics-reader-token')).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'keda-operator', namespace: 'openshift-keda' }] });
    expect(ofKind(manifests, 'TriggerAuthentication').get('guichet-core/metrics')?.spec).toMatchObject({ boundServiceAccountToken: [{ parameter: 'bearerToken', serviceAccountName: 'metrics-reader' }] });
  });

  it('trusts the authority of OpenShift’s services rather than anybody', () => {
    expect(ofKind(manifests, 'TriggerAuthentication').get('guichet-core/metrics')?.spec).toMatchObject({ configMapTargetRef: [{ parameter: 'ca', name: 'openshift-service-ca.crt', key: 'service-ca.crt' }] });
  });

  it('shows the lag of consumers to the zones that scale by it, and to no other', () => {
    expect(bindings.get('guichet-kafka/metrics-reader')).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'metrics-reader', namespace: 'guichet-core' }] });
  });

  it('says why each right is there', () => {
    for (const role of [...roles].filter(([name]) => name.includes('metrics-reader'))) expect(role[1].metadata.annotations?.['guichet.dev/reason']).toBeTruthy();
  });
});
