/** Label selectors (Kubernetes, "Labels and Selectors"): every requirement must hold; an empty selector selects everything. */
import { at, isFields, list, text, textFields, texts, type Value } from './value.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'unknown';
  readonly values: readonly string[];
}

export type Selector = readonly Requirement[];

const operators: readonly Requirement['operator'][] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

const expression = (value: Value): Requirement => ({
  key: text(at(value, 'key')) ?? '',
  operator: operators.find((one) => one === at(value, 'operator')) ?? 'unknown',
  values: texts(at(value, 'values')),
});

const equal = (labels: Labels): Requirement[] => Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));

/** The requirements of a selector with `matchLabels` and `matchExpressions`. */
export const selectorOf = (value: Value | undefined): Selector => [...equal(textFields(at(value, 'matchLabels'))), ...list(at(value, 'matchExpressions')).map(expression)];

/** The requirements of a plain map of labels, as a Service has. */
export const labelSelector = (value: Value | undefined): Selector => (isFields(value) ? equal(textFields(value)) : []);

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    // As Kubernetes says: also where the label is missing.
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    // No API server takes it; whoever did would select nothing by it.
    case 'unknown': return false;
  }
}

export const selects = (selector: Selector, labels: Labels): boolean => selector.every((requirement) => holds(requirement, labels));

/** A selector as `kubectl` and people write it: `app=shop,tier in (web, api)`. */
export const selectorText = (selector: Selector): string =>
  selector
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return operator === 'In' && values.length === 1 ? `${key}=${values[0]}` : `${key} ${operator.toLowerCase()} (${values.join(', ')})`;
    })
    .join(',');
