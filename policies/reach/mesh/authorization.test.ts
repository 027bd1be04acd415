import { describe, expect, it } from '@jest/globals';
import { ManifestIndex, parseManifests, Source } from '../../manifests/index.ts';
import { worldOf } from '../world.ts';
import { mtlsOf } from './peer-authentication.ts';
import type { Request, Sender, Token } from './request.ts';
import { MeshWorkload } from './workload.ts';

const base = [
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}',
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp-raw, port: 7000}]}',
];
const policy = (spec: string, namespace = 'shop'): string => `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: ${namespace}}\nspec: ${spec}`;
const other = (kind: string, spec: string, namespace = 'shop'): string => `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: p, namespace: ${namespace}}\nspec: ${spec}`;

function workloadOf(...objects: readonly string[]) {
  const { manifests, faults } = parseManifests(new Source('f.yaml', [...base, ...objects].join('\n---\n')));
  expect(faults).toEqual([]);
  const { index, mesh, actors } = worldOf(new ManifestIndex(manifests));
  const actor = actors.find(({ key }) => key === 'shop/web');
  if (!actor) throw new Error('there is no shop/web');
  const workload = new MeshWorkload(index, mesh, actor);
  const ask = (request: Partial<Request> = {}, sender: Partial<Sender> = {}): boolean =>
    workload.permits({ principal: 'cluster.local/ns/a/sa/x', namespace: 'a', serviceAccount: 'x', port: 8080, http: true, ...sender }, { method: 'GET', path: '/a', host: 'web', ...request }).allowed;
  return { ask, mode: (port: number) => mtlsOf(index, mesh, actor, port).mode, workload };
}

const token = (changed: Partial<Token> = {}): Token => ({ issuer: 'https://id', subject: 'me', audiences: ['shop'], claims: { roles: ['till', 'x'] }, ...changed });
const reads = other('RequestAuthentication', '{jwtRules: [{issuer: https://id, audiences: [shop]}]}');

describe('AuthorizationPolicy', () => {
  it('lets everything in where there is none, and nothing where an ALLOW is empty', () => {
    expect(workloadOf().ask()).toBe(true);
    expect(workloadOf(policy('{}')).ask()).toBe(false);
    expect(workloadOf(policy('{rules: [{}]}')).ask()).toBe(true);
  });

  it('denies before it allows, and a DENY alone allows the rest', () => {
    const deny = policy('{action: DENY, rules: [{to: [{operation: {methods: [POST]}}]}]}');
    expect([workloadOf(deny).ask(), workloadOf(deny).ask({ method: 'POST' }), workloadOf(deny, policy('{rules: [{}]}')).ask({ method: 'POST' })]).toEqual([true, false, false]);
  });

  it('of the root namespace is about every workload, of another about none here', () => {
    expect(workloadOf(policy('{}', 'istio-system')).ask()).toBe(false);
    expect(workloadOf(policy('{}', 'elsewhere')).ask()).toBe(true);
    expect(workloadOf(policy('{selector: {matchLabels: {app: db}}}')).ask()).toBe(true);
  });

  it.each([
    ['principals: [cluster.local/ns/a/sa/x]', true],
    ['principals: [cluster.local/ns/a/*]', true],
    ['principals: ["*/sa/x"]', true],
    ['principals: ["*"]', true],
    ['principals: [cluster.local/ns/b/sa/x]', false],
    ['notPrincipals: [cluster.local/ns/a/sa/x]', false],
    ['namespaces: [a]', true],
    ['namespaces: [b]', false],
    ['serviceAccounts: [a/x]', true],
    ['serviceAccounts: [x]', false],
    ['requestPrincipals: ["*"]', false],
  ])('tells sources: %s', (source, expected) => {
    expect(workloadOf(policy(`{rules: [{from: [{source: {${source}}}]}]}`)).ask()).toBe(expected);
  });

  it('never takes somebody without a certificate for a principal', () => {
    const { workload } = workloadOf(policy('{rules: [{from: [{source: {principals: ["*"]}}]}]}'));
    expect(workload.permits({ port: 8080, http: true }, { method: 'GET', path: '/a' }).allowed).toBe(false);
  });

  it.each([
    ['paths: [/a]', '/a', true],
    ['paths: [/a]', '/a/', false],
    ['paths: [/a]', '/a?x=1', true],
    ['paths: [/a*]', '/ab/c', true],
    ['paths: ["*/c"]', '/ab/c', true],
    ['paths: ["/a/{*}"]', '/a/b', true],
    ['paths: ["/a/{*}"]', '/a/b/c', false],
    ['paths: ["/a/{*}"]', '/a/', false],
    ['paths: ["/a/{*}/c"]', '/a/b/c', true],
    ['paths: ["/a/{**}"]', '/a/b/c', true],
    ['notPaths: [/a*]', '/ab', false],
    ['methods: [GET]', '/a', true],
    ['methods: [POST]', '/a', false],
    ['notMethods: [GET]', '/a', false],
    ['ports: ["8080"]', '/a', true],
    ['ports: ["80"]', '/a', false],
    ['hosts: [WEB]', '/a', true],
    ['hosts: ["*.example"]', '/a', false],
  ])('tells operations: %s at %s', (operation, path, expected) => {
    expect(workloadOf(policy(`{rules: [{to: [{operation: {${operation}}}]}]}`)).ask({ path })).toBe(expected);
  });

  it('asks for claims of a token that is read', () => {
    const rule = policy('{rules: [{from: [{source: {requestPrincipals: ["https://id/*"]}}], when: [{key: "request.auth.claims[roles]", values: [till]}, {key: request.auth.audiences, values: [shop]}]}]}');
    expect(workloadOf(rule, reads).ask({ token: token() })).toBe(true);
    expect(workloadOf(rule, reads).ask()).toBe(false);
    expect(workloadOf(rule, reads).ask({ token: token({ claims: { roles: ['guest'] } }) })).toBe(false);
    expect(workloadOf(rule, reads).ask({ token: token({ issuer: 'https://other' }) })).toBe(false);
    expect(workloadOf(rule).ask({ token: token() })).toBe(false);
  });

  it('takes a condition that nobody can know to let in, and not to keep out', () => {
    const when = 'when: [{key: "request.headers[x]", values: [y]}]';
    expect(workloadOf(policy(`{rules: [{${when}}]}`)).ask()).toBe(true);
    expect(workloadOf(policy(`{action: DENY, rules: [{${when}}]}`)).ask()).toBe(true);
  });

  it('never meets HTTP’s own fields on other ports in an ALLOW, and leaves them out of a DENY', () => {
    const rule = '[{to: [{operation: {methods: [POST]}}]}]';
    const { workload } = workloadOf();
    expect([workload.isHttp(8080), workload.isHttp(7000)]).toEqual([true, false]);
    expect(workloadOf(policy(`{rules: ${rule}}`)).ask({ method: 'POST' }, { port: 7000, http: false })).toBe(false);
    expect(workloadOf(policy(`{action: DENY, rules: ${rule}}`)).ask({}, { port: 7000, http: false })).toBe(false);
  });
});

describe('PeerAuthentication', () => {
  const mode = (one: string) => `{mtls: {mode: ${one}}}`;

  it('is of the workload before its namespace before the mesh, and permissive by default', () => {
    expect(workloadOf().mode(8080)).toBe('PERMISSIVE');
    expect(workloadOf(other('PeerAuthentication', mode('STRICT'), 'istio-system')).mode(8080)).toBe('STRICT');
    expect(workloadOf(other('PeerAuthentication', mode('STRICT'), 'istio-system'), other('PeerAuthentication', mode('DISABLE'))).mode(8080)).toBe('DISABLE');
    expect(workloadOf(other('PeerAuthentication', mode('STRICT'), 'istio-system'), other('PeerAuthentication', mode('UNSET'))).mode(8080)).toBe('STRICT');
  });

  it('may be of one port of a workload', () => {
    const { mode: of } = workloadOf(other('PeerAuthentication', '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {"8080": {mode: PERMISSIVE}}}'));
    expect([of(8080), of(9090)]).toEqual(['PERMISSIVE', 'STRICT']);
  });
});
