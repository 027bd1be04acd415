/** What a rule is. `docs/how-to/write-a-rule.md` shows how one is written; `judge.ts` asks them, `admission/` makes an API server ask them. */
import type { Manifest, ManifestIndex, Path } from './manifests/index.ts';

/** A requirement of a standard that a rule bears on, as `pci-dss-4.0.1/2.2.6` or `pod-security/restricted`. */
export type Control = `${string}/${string}`;

export type Severity = 'error' | 'warning';

/** What may be set from outside. In CEL `params.NAME` stands for it, and is written out before the text is compiled. */
export type Param = string | bigint | boolean | readonly string[];
export type Params = Readonly<Record<string, Param>>;

/** `Service`, or `networking.k8s.io/NetworkPolicy`; of every version. */
export type GroupKind = string;

/** What a parameter that is a text must look like, and how that is said. */
export interface Form {
  readonly pattern: RegExp;
  readonly said: string;
}

/** Objects that are or make pods, or objects of some kinds. */
export type Match = 'pods' | readonly GroupKind[];

/** The items of a list, each judged alone. Says who breaks the rule, and where. */
export interface Each {
  /** Path of the list: from the pod's template (`spec.volumes`), or from the object. `containers` are those of every sort. */
  readonly list: string;
  /** The name of an item in the expression, and in the message before the items' names. */
  readonly as: string;
  /** CEL that names an item, as text. @default - its `name` */
  readonly called?: string;
}

/**
 * CEL that is true of what is right. It speaks of `object`, and in rules about pods of `variables.template`, `variables.spec` and
 * `variables.containers`, wherever in the object they are.
 */
export interface Expression {
  readonly expression: string;
  readonly each?: Each;
  /** What is wrong and what would be right, on one line, without an apostrophe that CEL would have to escape; `params.NAME` here too. */
  readonly message: string;
  /** Path of the field that breaks it: from the item, from the pod's template, or from the object. */
  readonly field: string;
}

/** What a check over many objects found. */
export interface Problem {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly message: string;
}

/**
 * Manifests of which the rule holds or breaks. The line that a finding must name ends in `# <--`. A rule about pods is given templates (`spec:`
 * and perhaps `metadata:`), and is tried on every kind that has one.
 */
export interface Cases {
  readonly hold: readonly string[];
  readonly break: readonly string[];
}

interface About {
  /** `<group>/<file>`. */
  readonly id: string;
  /** What must be, in a few words. */
  readonly title: string;
  /** What becomes of it otherwise. */
  readonly why: string;
  readonly controls: readonly Control[];
  /** @default - error */
  readonly severity?: Severity;
  readonly params?: Params;
  /** By the names of parameters. @default - any text will do */
  readonly forms?: Readonly<Record<string, Form>>;
  readonly cases: Cases;
}

/** A rule over one object: the same text in files and at admission. */
export interface ObjectRule extends About {
  readonly match: Match;
  /** CEL: of which of them the rule is. @default - all */
  readonly when?: string;
  readonly expressions: readonly Expression[];
}

/** A rule over all objects at once, which no admission can see. */
export interface IndexRule extends About {
  readonly check: (index: ManifestIndex, params: Params) => Iterable<Problem>;
}

export type Rule = ObjectRule | IndexRule;

export const isObjectRule = (rule: Rule): rule is ObjectRule => 'expressions' in rule;

/** Rules of one folder of `rules/`. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly rules: readonly Rule[];
}
