import { DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarStyleRule } from 'js-yaml';

/**
 * Texts that some reader takes for a number and others do not: without a digit, such as `.` (an `exportTo`) and `e1`; beyond a double, such as the
 * abbreviated commit `9e999999`; with digits parted by underscores, such as `0_8`. They must be text to all of them.
 */
const disputed = /^([-+]?[\d._]*e[-+]?\d+|[-+]?[._]*|[-+]?\d[\w.]*_[\w.]*)$/i;

const quoteDisputed: ScalarStyleRule = (layout) => {
  if (layout.style === SCALAR_STYLE.PLAIN && disputed.test(layout.node.value)) layout.style = SCALAR_STYLE.SINGLE_QUOTED;
};

const scalarStyleRules = [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteDisputed];

/** A document that readers of YAML 1.1, which Kubernetes' tools are, and of 1.2 understand alike. */
export const yamlOf = (value: object): string => dump(value, { lineWidth: -1, noRefs: true, scalarStyleRules });
