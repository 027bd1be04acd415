import { describe, expect, it } from '@jest/globals';
import { lint, mostCost } from './lint.ts';

describe('the oldest API server for a text', () => {
  it.each([
    ['object.spec.containers.all(c, has(c.image))', 23],
    ["object.metadata.name.matches('^[a-z]+$')", 23],
    ['object.spec.?replicas.orValue(1) > 1', 29],
    ['object.spec[?"replicas"].hasValue()', 29],
    ["quantity('1Gi').isLessThan(quantity('2Gi'))", 29],
    ["object.spec.hosts.join(', ') == ''", 30],
    ["'%s'.format([object.metadata.name]) == ''", 30],
    ['sets.contains(object.spec.a, object.spec.b)', 30],
    ["ip('10.0.0.1').isLoopback() || cidr('10.0.0.0/8').containsIP('10.0.0.1')", 31],
    ["!format.dns1123Label().validate('a').hasValue()", 32],
    ['object.spec.list.all(i, v, v > i)', 33],
    ['object.spec.map.transformList(k, v, k)', 33],
    ["semver('1.2.3').major() == 1", 34],
    ['[1, 2].reverse() == [2, 1]', 35],
  ])('%s is 1.%d', (text, minor) => {
    expect(lint(text)).toMatchObject({ minor, faults: [] });
  });
});

describe('what no API server takes', () => {
  it.each([
    ['object.metadata.name.nope()', 'nope: no API server has this method'],
    ['nope(object)', 'nope: no API server has this function'],
    ['cel.bind(x, 1, x == 1)', 'cel.bind: no API server has this method'],
    ['math.greatest(1, 2) == 2', 'math.greatest: no API server has this method'],
    ["base64.encode(b'a') == 'YQ=='", 'base64.encode: no API server has this method'],
    ["object.a in ['x', 1]", 'string and int: no API server takes literals of mixed types, write dyn() around them'],
    ["{'a': 1, 'b': 'c'} == {}", 'int and string: no API server takes literals of mixed types, write dyn() around them'],
    ["object.a in [['x'], [1]]", 'list of string and list of int: no API server takes literals of mixed types, write dyn() around them'],
    ["object.a.matches('^(?=b)')", 'Illegal regex: error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['int(object.?a.orValue(2)) > 1', "int() of orValue() takes values of the default's type alone: write int(dyn(...))"],
    ["object.a.find('(a)\\\\1') == ''", 'Illegal regex: error parsing regexp: invalid escape sequence: `\\1`'],
  ])('%s', (text, fault) => {
    expect(lint(text).faults).toEqual([fault]);
  });

  it('says nothing of literals whose types it cannot see', () => {
    expect(lint("object.a in [object.b, 'x', dyn(1)]").faults).toEqual([]);
  });

  it('refuses loops in loops in loops', () => {
    const deep = 'object.a.all(x, object.a.all(y, object.a.all(z, x.b.matches(y.c) && z.d == 1)))';
    expect(lint(deep).faults).toEqual([expect.stringMatching(/^may cost \d+, and an API server stops at 1000000: loop over less$/)]);
    expect(lint('object.a.all(x, object.a.all(y, x.b != y.b))').cost).toBeLessThan(mostCost);
  });

  it('throws for what is no CEL', () => {
    expect(() => lint('object.a ==')).toThrow('no CEL: object.a ==');
  });
});
