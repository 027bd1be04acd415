import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import { describe, expect, it } from '@jest/globals';
import { compile, truth } from './program.ts';
import { celFields } from './values.ts';

const object = celFields({
  metadata: { name: 'shop', namespace: 'shop', labels: { 'example/part': 'web' } },
  spec: { replicas: 3n, share: 1.5, whole: 2, none: null, hosts: ['a.example', 'b.example'], template: { spec: { containers: [{ name: 'app' }, { name: 'proxy', ports: [8080n] }] } } },
});

const plain = (value: CelValue): unknown => (isCelList(value) ? [...value].map(plain) : isCelMap(value) ? Object.fromEntries([...value.entries()].map(([key, one]) => [String(key), plain(one)])) : value);

function evaluate(text: string): unknown {
  const outcome = compile(text).evaluate({ object });
  return 'failure' in outcome ? outcome : plain(outcome.value);
}

const yes = (texts: readonly string[]): void => {
  it.each(texts)('%s', (text) => {
    expect(evaluate(text)).toBe(true);
  });
};

describe('values of manifests', () => {
  yes(['type(object.spec.replicas) == int', 'type(object.spec.share) == double', 'object.spec.replicas == 3', '!has(object.spec.none)', '!has(object.spec.absent)', "object.metadata.labels['example/part'] == 'web'", "object.metadata.namespace == 'shop'", 'object.spec.replicas < 3.5']);
});

describe('optional values', () => {
  yes([
    'object.spec.?replicas.orValue(1) == 3',
    'object.?status.replicas.orValue(1) == 1',
    "object.?spec.template.spec.containers[1].name.orValue('') == 'proxy'",
    "object.spec.template.spec.containers[?7].?name.orValue('none') == 'none'",
    "object.metadata.labels[?'example/part'].orValue('') == 'web'",
    'has(object.?spec.replicas) && !has(object.?spec.absent)',
    'object.?status.or(object.?spec).hasValue()',
    'object.spec.?replicas.optMap(n, n + 1).orValue(0) == 4',
    'object.?spec.optFlatMap(s, s.?replicas).value() == 3',
    "[?object.?absent, 'x'] == ['x']",
    "{'a': 1, ?'b': object.?absent, ?object.metadata.name: object.spec.?replicas} == {'a': 1, 'shop': 3}",
    'optional.none() == object.?absent && optional.of(1) != optional.none()',
    'optional.ofNonZeroValue(0) == optional.none()',
    'optional.unwrap([object.?absent, object.spec.?replicas]) == [3]',
    "object.?spec // a ? in a comment and in 'texts'\n.?replicas.hasValue()",
    "'a.?b[?0]' == 'a' + '.?b[?0]' && r'\\.?' == '\\\\.?'",
    '(true ? [1] : [2]) == [1]',
    '[[1, 2][?0].orValue(0), 3] == [1, 3]',
    'object.spec.?replicas.orValue(object.nope.nope) == 3',
    'object.?spec.or(object.nope).hasValue()',
    'object.?spec.?hosts[?0].orValue("") == "a.example" && object.spec.?replicas.?deeper.orValue(7) == 7',
  ]);

  it('are not taken out where nothing is', () => {
    expect(evaluate('object.?absent.value()')).toEqual({ failure: 'optional.none() dereference' });
  });
});

describe('comprehensions over two variables', () => {
  yes(['object.spec.hosts.all(i, host, host.size() > i)', "object.metadata.labels.exists(k, v, k == 'example/part' && v == 'web')", "object.spec.hosts.existsOne(i, h, i == 0 || h == 'c')", "object.spec.hosts.transformList(i, h, i > 0, h) == ['b.example']", "object.spec.hosts.transformMap(i, h, i + 1) == {0: 1, 1: 2}", "object.metadata.labels.transformMapEntry(k, v, {v: k}) == {'web': 'example/part'}", 'object.spec.hosts.all(i, h, object.spec.hosts.all(j, g, i != j || h == g))']);
});

describe('Kubernetes’ libraries', () => {
  yes([
    "quantity('1.5Gi').isGreaterThan(quantity('1500M')) && quantity('100m').add(quantity('0.9')) == quantity('1')",
    "quantity('1Ki').asInteger() == 1024 && quantity('2').sub(1).sign() == 1 && !quantity('1m').isInteger()",
    "isQuantity('2e3') && isQuantity('-1.5Gi') && !isQuantity('1 Gi') && !isQuantity('GB') && quantity('1').compareTo(quantity('1000m')) == 0",
    "ip('10.1.2.3').family() == 4 && ip('::1').isLoopback() && ip('fe80::1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast()",
    "!isIP('10.0.0') && !isIP('010.0.0.1') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && ip.isCanonical('::1') && !ip.isCanonical('0:0:0:0:0:0:0:1')",
    "cidr('10.0.0.0/8').containsIP('10.9.9.9') && !cidr('10.0.0.0/8').containsCIDR('10.0.0.0/7') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').prefixLength() == 8",
    "string(ip('10.0.0.1')) == '10.0.0.1' && string(cidr('10.0.0.0/8')) == '10.0.0.0/8' && !isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/33')",
    "url('https://user@pay.example:8443/a b?x=1&x=2').getHost() == 'pay.example:8443' && url('https://[::1]:80/').getHostname() == '::1' && url('/a b').getEscapedPath() == '/a%20b'",
    "url('https://pay.example/?x=1&x=2').getQuery() == {'x': ['1', '2']} && !isURL('pay.example') && isURL('https://pay.example') && !isURL('https://pay.example/%zz')",
    "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'a1b22'.findAll('[0-9]+', 1) == ['1']",
    '[1, 2, 2].isSorted() && [1, 2].sum() == 3 && [3, 1].min() == 1 && [1.5, 0.5].max() == 1.5 && [1, 2, 1].lastIndexOf(1) == 2',
    'sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])',
    "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.1').isLessThan(semver('1.0.0')) && semver('v1.2', true).patch() == 0 && !isSemver('v1.2.3')",
    "format.dns1123Label().validate('Shop').hasValue() && !format.dns1123Subdomain().validate('pay.example').hasValue() && !format.named('nope').hasValue()",
    "!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue() && format.date().validate('2026-02-30').hasValue() && !format.datetime().validate('2026-02-03T04:05:06Z').hasValue()",
    "'x,y,z'.split(',', 2) == ['x', 'y,z'] && 'aaa'.replace('a', 'b', 2) == 'bba' && 'größe'.substring(3, 5) == 'ße' && '%s: %d'.format(['a', 1]) == 'a: 1'",
  ]);
});

describe('what goes wrong', () => {
  it.each([
    ['object.absent', 'field not found: absent'],
    ["object.spec.replicas + 'a'", "found no matching overload for '_+_'"],
    ["object.metadata.name.matches('(?=a)')", 'Illegal regex'],
    ["quantity('lots')", 'quantities must match'],
    ["ip('10.0.0')", 'IP Address "10.0.0" parse error'],
    ['quantity("1").isLessThan(1)', 'a quantity was expected'],
    ["object.spec.hosts.sum()", 'only numbers of one type'],
    ['9223372036854775807 + 1', 'overflow'],
  ])('%s is a failure, not a pass', (text, failure) => {
    expect(evaluate(text)).toEqual({ failure: expect.stringContaining(failure) });
  });

  it('has neither true nor false in it', () => {
    expect(truth(compile('1 + 1'), {})).toEqual({ failure: 'the text says neither true nor false' });
  });

  it('is told with the text', () => {
    expect(() => compile('object.spec.')).toThrow('no CEL: object.spec.');
  });
});
