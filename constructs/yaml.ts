import { DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarStyleRule } from 'js-yaml';

/**
 * Texts that some reader takes for a number and others do not: without a digit, such as `.` (an `exportTo`) and `e1`; beyond a double, such as the
 * abbreviated commit `9e999999`; with underscores among or before the digits, such as `0_8` and `+_3`; in another base, such as `0X1F`, which go-yaml takes in
 * capitals too. They must be text to all of them.
 */
const disputed = /^([-+]?[\d._]*e[-+_]*[\d_]+|[-+]?[._]*|[-+]?\d[\w.]*_[\w.]*|[-+][\d.]*_[\d._]*|[-+]?0(?:x[\da-f_]+|o[0-7_]+|b[01_]+))$/i;

const quoteDisputed: ScalarStyleRule = (layout) => {
  if (layout.style === SCALAR_STYLE.PLAIN && disputed.test(layout.node.value)) layout.style = SCALAR_STYLE.SINGLE_QUOTED;
};

const scalarStyleRules = [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteDisputed];

/** A document that readers of YAML 1.1, which Kubernetes' tools are, and of 1.2 understand alike. */
export const yamlOf = (value: object): string => dump(value, { lineWidth: -1, noRefs: true, scalarStyleRules });
