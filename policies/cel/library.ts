/**
 * The functions of Kubernetes' CEL by the minor of Kubernetes 1.x whose environment first had them, from `apiserver/pkg/cel/environment/base.go`.
 * An API server takes in a new text only what the minor before its own knew too, so that it can be rolled back.
 */
const methods: readonly (readonly [minor: number, names: string])[] = [
  [0, 'size contains startsWith endsWith matches getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds'],
  [0, 'charAt indexOf lastIndexOf lowerAscii upperAscii replace split substring trim'],
  [0, 'find findAll isSorted sum min max getScheme getHost getHostname getPort getEscapedPath getQuery'],
  [0, 'all exists exists_one map filter'],
  [27, 'path group serviceAccount resource subresource namespace name check allowed reason errored error'],
  [28, 'hasValue value or orValue optMap optFlatMap'],
  [28, 'sign isInteger asInteger asApproximateFloat add sub isGreaterThan isLessThan compareTo'],
  [29, 'format join'],
  [30, 'family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast containsIP containsCIDR ip prefixLength masked'],
  [31, 'validate fieldSelector labelSelector'],
  [32, 'transformList transformMap transformMapEntry existsOne'],
  [33, 'major minor patch'],
  [34, 'slice flatten distinct reverse sort sortBy'],
];

const functions: readonly (readonly [minor: number, names: string])[] = [
  [0, 'size string int uint double bool bytes dyn type timestamp duration matches has'],
  [0, 'url isURL'],
  [28, 'quantity isQuantity optional.of optional.ofNonZeroValue optional.none'],
  [29, 'sets.contains sets.equivalent sets.intersects strings.quote'],
  [30, 'ip isIP ip.isCanonical cidr isCIDR'],
  [31, 'format.named'],
  [31, 'format.dns1123Label format.dns1123Subdomain format.dns1035Label format.qualifiedName format.dns1123LabelPrefix format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.labelValue format.uri format.uuid format.byte format.date format.datetime'],
  [33, 'semver isSemver'],
  [34, 'lists.range'],
];

const byName = (rows: readonly (readonly [number, string])[]): ReadonlyMap<string, number> => new Map(rows.flatMap(([minor, names]) => names.split(' ').map((name) => [name, minor] as const)));

const minorOfMethod = byName(methods);
const minorOfFunction = byName(functions);

/** Names before a dot that are no variables. */
export const libraryNames: ReadonlySet<string> = new Set(['optional', 'sets', 'strings', 'format', 'ip', 'lists', 'math', 'cel', 'base64', 'json', 'regex', 'proto']);

/** The minor whose environment first had a function, nothing where none has it. */
export const introduced = (form: 'method' | 'function', name: string): number | undefined => (form === 'method' ? minorOfMethod : minorOfFunction).get(name);

/** Comprehensions over two variables have the names of others. */
export const twoVariables = 32;
export const optionalSyntax = 28;

/** The minor of the first API server that takes a new text with what an environment introduced. */
export const runsOn = (minor: number): number => (minor === 0 ? 23 : minor + 1);

/** What a text may speak of in a policy of admission. None has a dot in its name. */
export const variables: ReadonlySet<string> = new Set(['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables', 'authorizer']);
