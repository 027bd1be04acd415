/** The conformance files of CEL, as far as Kubernetes has what they ask about, and what our engine makes of them. */
import { celList, celMap, celType, celUint, CelScalar, isCelList, isCelMap, isCelType, isCelUint, listType, mapType, type CelType, type CelValue } from '@bufbuild/cel';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { getConformanceSuite, type IncrementalTest, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { equal } from '../equality.ts';
import { compile } from '../program.ts';

/**
 * Files about what no API server has: messages of Protocol Buffers (`dynamic`, `enums`, `proto2`, `proto3`, `wrappers`), libraries that
 * Kubernetes leaves out (`bindings`, `block`, `encoders`, `math`), and types that only a checker finds (`type_deductions`).
 */
const absent = new Set(['bindings_ext', 'block_ext', 'dynamic', 'encoders_ext', 'enums', 'math_ext', 'namespace', 'proto2', 'proto2_ext', 'proto3', 'type_deductions', 'unknowns', 'wrappers']);

const messages = /TestAllTypes|google\.protobuf|cel\.expr\.|NestedMessage|\bproto[23]?\b/;

export interface Conformance {
  readonly name: string;
  readonly passes: boolean;
}

function* testsOf(suite: IncrementalTestSuite, path: string): Generator<readonly [string, IncrementalTest]> {
  for (const test of suite.tests) yield [`${path}/${test.name}`, test];
  for (const inner of suite.suites) yield* testsOf(inner, `${path}/${inner.name}`);
}

const concerns = ({ original }: IncrementalTest): boolean => !messages.test(original.expr) && original.container === '' && Object.values(original.bindings).every(({ kind }) => kind.case === 'value' && kind.value.kind.case !== 'objectValue');

const types: Readonly<Record<string, CelType>> = { bool: CelScalar.BOOL, int: CelScalar.INT, uint: CelScalar.UINT, double: CelScalar.DOUBLE, string: CelScalar.STRING, bytes: CelScalar.BYTES, null_type: CelScalar.NULL, type: CelScalar.TYPE, list: listType(CelScalar.DYN), map: mapType(CelScalar.DYN, CelScalar.DYN) };

/** Nothing for values of messages. */
function valueOf({ kind }: Value): CelValue | undefined {
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'int64Value':
    case 'doubleValue':
    case 'stringValue':
    case 'bytesValue':
      return kind.value;
    case 'uint64Value':
      return celUint(kind.value);
    case 'listValue':
      return celList(kind.value.values.map((one) => valueOf(one) ?? null));
    case 'mapValue':
      return celMap(new Map(kind.value.entries.flatMap(({ key, value }) => (key && value ? [[keyOf(valueOf(key)), valueOf(value) ?? null] as const] : []))));
    case 'typeValue':
      return types[kind.value];
    default:
      return undefined;
  }
}

function keyOf(value: CelValue | undefined): string | bigint | boolean {
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  return isCelUint(value) ? value.value : '';
}

/** Equal and, where it is no list or map, of the same type: `1` is no `1.0`. */
function same(a: CelValue, b: CelValue): boolean {
  if (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a)) return Number.isNaN(b);
  if (isCelType(a) && isCelType(b)) return a.name === b.name;
  return equal(a, b) && (isCelList(a) || isCelMap(a) || celType(a).name === celType(b).name);
}

function passes({ original: { expr, bindings, resultMatcher } }: IncrementalTest): boolean {
  try {
    const variables = Object.fromEntries(Object.entries(bindings).map(([name, { kind }]) => [name, kind.case === 'value' ? valueOf(kind.value) ?? null : null]));
    const outcome = compile(expr).evaluate(variables);
    if (resultMatcher.case === 'evalError' || resultMatcher.case === 'anyEvalErrors') return 'failure' in outcome;
    if ('failure' in outcome) return false;
    const wanted = resultMatcher.case === 'value' ? valueOf(resultMatcher.value) : resultMatcher.case === 'typedResult' && resultMatcher.value.result ? valueOf(resultMatcher.value.result) : true;
    return wanted === undefined ? typeof outcome.value === 'object' : same(outcome.value, wanted);
  } catch {
    return resultMatcher.case === 'evalError';
  }
}

export function conformance(): Conformance[] {
  const files = getConformanceSuite().suites.filter(({ name }) => !absent.has(name));
  return files.flatMap((file) => [...testsOf(file, file.name)].filter(([, test]) => concerns(test)).map(([name, test]) => ({ name, passes: passes(test) })));
}
